import { ConversationError } from '@conversation-hub/core'

/** So many seconds' worth may come at once. */
const BURST_SECONDS = 10
const FORGET_OVER = 10_000

/** Refuses what one conversation's customer sends beyond a rate, with `rate-limited`. Others are not concerned. */
export function createMessageRate(
  perSecond: number | undefined,
  now: () => number = () => performance.now(),
): (conversationId: string) => void {
  if (perSecond === undefined) return () => {}
  const spacing = 1_000 / perSecond
  /** When each conversation has used up what it was given. */
  const usedUntil = new Map<string, number>()
  return (conversationId) => {
    const used = Math.max(usedUntil.get(conversationId) ?? 0, now()) + spacing
    // At a rate of less than one in that time, one may come.
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
