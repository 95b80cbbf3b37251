import { asConversationError, type ConversationError, type PlatformSession } from '@conversation-hub/core'
import type { OutboxRow } from '../../conversations/conversation-row'
import { LeaseLost } from '../lease-lost'
import type { RunnerOptions } from './command-runner'
import { failed, needsSession, sessionGone } from './outcome-changes'
import { isWaiting } from './session-care'
import { tellFailure } from './tell-failure'

const MAX_RENEWALS = 2

/** A command as it was tried. */
interface Tried {
  readonly head: OutboxRow
  readonly session: PlatformSession | undefined
  /** Whether the session was prepared for this very try. */
  readonly isFresh: boolean
}

/** What follows when a command has failed: a renewal, another try, a new session, or giving it up. */
export interface CommandFailures {
  after(error: ConversationError, tried: Tried): Promise<void>
  /** Gives a command up, until its next try or for good. */
  giveUp(head: OutboxRow, error: ConversationError, how: { readonly wasTried: boolean }): Promise<void>
  /** To be called when a command has taken effect. */
  none(): void
}

export function commandFailures(options: RunnerOptions): CommandFailures {
  const { context, conversation, care, doubt } = options
  const { log } = context
  const { id: conversationId } = conversation
  let renewals = 0

  async function after(error: ConversationError, tried: Tried): Promise<void> {
    const { head } = tried
    if (doubt.about(head) || error.outcome === 'unknown') doubt.raise(head, error.outcome === 'unknown')
    if (error.code === 'platform-session-gone' && needsSession(head)) {
      // An end has what it wanted, and nobody misses a receipt.
      if (head.command.type === 'send') tellFailure(log, { ...head, conversationId }, error, 'given-up')
      await conversation.write((record) => ({
        // After a move, another platform's session is the current one.
        ...(isWaiting(record, head) && sessionGone(record, head, doubt.about(head))),
        value: undefined,
      }))
      return
    }
    if (error.remedy === 'renew' && renewals < MAX_RENEWALS) {
      renewals += 1
      try {
        return await (head.session === undefined ? care.renew(tried.session) : care.renewEarlier(head))
      } catch (thrown) {
        if (thrown instanceof LeaseLost) throw thrown
        return await withoutAccess(asConversationError(thrown, 'Renewing the session'), tried)
      }
    }
    // The next try comes later and may renew again: access that is refused now may be granted then.
    renewals = 0
    await withoutAccess(error, tried)
  }

  /** A start that was prepared long ago, for example one that is being replayed, is prepared anew. */
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
