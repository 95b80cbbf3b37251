import type { PlatformEvent } from '@conversation-hub/core'
import { LeaseLost } from '../lease-lost'
import type { OwnedConversation } from '../owned-conversation'
import type { EchoProof } from './echo-proof'

/** What a step of the stream has brought, and the platform session that it belongs to. */
interface Step {
  readonly events: ReadonlyArray<PlatformEvent>
  readonly cursor: string | undefined
  readonly sessionNumber: number
}

/** Keeps what a conversation's stream brings. Once another instance has the conversation, nothing of it is kept here. */
export interface StepKeeping {
  /** Resolves when the events are kept, however often that has to be tried. */
  keep(step: Step, stopped: AbortSignal): Promise<void>
  /** What a poll has drained exists nowhere else: it is kept before anything else is asked for, and whoever the owner is. */
  keepDrained(step: Step, stopped: AbortSignal): Promise<void>
  /** Whatever else the stream needs, which only the owner of the conversation can have. */
  heedLoss<Result>(work: Promise<Result>): Promise<Result>
  /** Asks the database until it answers. */
  insist<Result>(once: () => Promise<Result>, stopped: AbortSignal): Promise<Result>
}

interface Options {
  readonly conversation: OwnedConversation
  readonly echo: Pick<EchoProof, 'step'>
  /** Another instance has taken over. */
  readonly lost: () => void
}

export function stepKeeping({ conversation, echo, lost }: Options): StepKeeping {
  const heedLoss = <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((thrown) => {
      if (thrown instanceof LeaseLost) lost()
      throw thrown
    })
  const insist = <Result>(once: () => Promise<Result>, stopped: AbortSignal): Promise<Result> =>
    heedLoss(conversation.insist(once, stopped))
  return {
    heedLoss,
    insist,
    async keep({ events, cursor, sessionNumber }, stopped) {
      if (events.length > 0) {
        await insist(() => conversation.keep(events, cursor, sessionNumber), stopped)
      } else if (cursor !== undefined) {
        // Nothing is lost with a cursor: reading goes on at once.
        heedLoss(conversation.keep([], cursor, sessionNumber)).catch(() => {})
      }
      echo.step()
    },
    async keepDrained({ events, cursor, sessionNumber }, stopped) {
      const isOurs = await conversation.keepOnlyCopy(events, { cursor, sessionNumber }, stopped)
      if (!isOurs) lost()
      echo.step()
    },
  }
}
