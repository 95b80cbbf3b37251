import type { OutboxRow } from '../../conversations/conversation-row'

/** The end of a platform that the conversation has left: it brings along the session that it is for. */
export function isEndOfEarlier({ command, session }: OutboxRow): boolean {
  return command.type === 'end' && session !== undefined
}

/**
 * The commands that may be next. All go in order, except the ends of platforms that were left: a platform that does not
 * work must not hold up the one that the customer was moved to because of it. Only a start at the same platform comes
 * after such an end.
 */
export function headsOf(outbox: ReadonlyArray<OutboxRow>): ReadonlyArray<OutboxRow> {
  const ends = outbox.filter(isEndOfEarlier)
  if (ends.length === 0) return outbox.slice(0, 1)
  const first = outbox.find((one) => !isEndOfEarlier(one))
  const isHeldUp = first?.command.type === 'start' && ends.some(({ platform }) => platform === first.platform)
  return first && !isHeldUp ? [first, ...ends] : ends
}
