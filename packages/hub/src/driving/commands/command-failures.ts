import { asConversationError, type ConversationError, type PlatformSession } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import type { RunnerOptions } from './command-runner'
import { LeaseLost } from '../lease-lost'
import { failed, needsSession, sessionGone } from './outcome-changes'
import { isWaiting } from './session-care'
import { tellFailure } from './tell-failure'

const MAX_RENEWALS = 2

/** A command as it was tried. */
interface Tried {
  readonly head: OutboxRow
  readonly session: PlatformSession | undefined
  /** Whether the session was made for this very try. */
  readonly isFresh: boolean
}

/** What follows where a command failed: a renewal, another try, another session, or that it is given up. */
export interface CommandFailures {
  after(error: ConversationError, tried: Tried): Promise<void>
  /** Until the next try, or for good. */
  giveUp(head: OutboxRow, error: ConversationError, how: { readonly wasTried: boolean }): Promise<void>
  /** A command took effect. */
  none(): void
}

export function commandFailures({ context, conversation, care, doubt }: RunnerOptions): CommandFailures {
  const { log } = context
  const { id: conversationId } = conversation
  let renewals = 0

  async function after(error: ConversationError, tried: Tried): Promise<void> {
    const { head } = tried
    if (doubt.about(head) || error.outcome === 'unknown') doubt.raise(head, error.outcome === 'unknown')
    if (error.code === 'platform-session-gone' && needsSession(head)) {
      // An end has found what it wanted, and nobody misses a receipt.
      if (head.command.type === 'send') tellFailure(log, { ...head, conversationId }, error, 'given-up')
      await conversation.write((record) => ({
        // After a move it is another platform's session that counts.
        ...(isWaiting(record, head) && sessionGone(record, head)),
        value: undefined,
      }))
      return
    }
    if (error.remedy === 'renew' && head.session === undefined && renewals < MAX_RENEWALS) {
      renewals += 1
      try {
        return await care.renew(tried.session)
      } catch (thrown) {
        if (thrown instanceof LeaseLost) throw thrown
        return await withoutAccess(asConversationError(thrown, 'Renewing the session'), tried)
      }
    }
    // The next try comes later, and may renew again: what was no good now can be good then.
    renewals = 0
    await withoutAccess(error, tried)
  }

  /** A start that was prepared long ago, for example before it was replayed, is prepared anew. */
  async function withoutAccess(error: ConversationError, { head, isFresh }: Tried): Promise<void> {
    const hasLostIt = error.code === 'platform-session-gone' && head.command.type === 'start'
    if (!hasLostIt || isFresh) return await giveUp(head, error, { wasTried: true })
    tellFailure(log, { ...head, conversationId }, error, 'tried-again')
    await care.forget(head)
  }

  const giveUp: CommandFailures['giveUp'] = async (head, error, { wasTried }) => {
    const isTriedAgain = await conversation.write((record) => {
      if (!isWaiting(record, head)) return { value: true }
      const fallback = context.takeOver(record.row, 'fallback')
      const inDoubt = doubt.about(head)
      const changes = failed(record, head, { error, now: context.now(), fallback, wasTried, inDoubt })
      return { ...changes, value: changes.tried?.some(({ nextTryAt }) => nextTryAt) ?? false }
    })
    tellFailure(log, { ...head, conversationId }, error, isTriedAgain ? 'tried-again' : 'given-up')
  }

  return {
    after,
    giveUp,
    none() {
      renewals = 0
    },
  }
}
