import { ConversationError } from '@conversation-hub/core'

/** How many seconds' worth of messages may come at once. */
const BURST_SECONDS = 10
const FORGET_OVER = 10_000

/** Refuses messages beyond a rate with `rate-limited`, for each conversation separately. */
export function createMessageRate(
  perSecond: number | undefined,
  now: () => number = () => performance.now(),
): (conversationId: string) => void {
  if (perSecond === undefined) return () => {}
  const spacing = 1_000 / perSecond
  /** For each conversation, the time up to which its rate is used up. */
  const usedUntil = new Map<string, number>()
  return (conversationId) => {
    const used = Math.max(usedUntil.get(conversationId) ?? 0, now()) + spacing
    // At a rate of less than one message in that time, one may come all the same.
    const wait = used - now() - Math.max(BURST_SECONDS * 1_000, spacing)
    if (wait > 0) {
      throw new ConversationError(
        'rate-limited',
        `The conversation sends more than ${perSecond} messages a second (limits.messagesPerConversation).`,
        {
          retryAfterMs: Math.ceil(wait),
        },
      )
    }
    usedUntil.set(conversationId, used)
    if (usedUntil.size <= FORGET_OVER) return
    for (const [id, until] of usedUntil) if (until <= now()) usedUntil.delete(id)
  }
}
