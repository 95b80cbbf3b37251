import type { OutboxRow } from '../../conversations/conversation-row'

/**
 * Whether this is the end for a platform that the conversation has left: such an end carries the session that it is
 * for.
 */
export function isEndOfEarlier({ command, session }: OutboxRow): boolean {
  return command.type === 'end' && session !== undefined
}

/**
 * The commands that may be next. All go in order, except ends for platforms that were left: a platform that does not work
 * must not hold up the one to which the customer was moved because of that. Only a start at the same platform waits for
 * such an end.
 */
export function headsOf(outbox: ReadonlyArray<OutboxRow>): ReadonlyArray<OutboxRow> {
  const ends = outbox.filter(isEndOfEarlier)
  if (ends.length === 0) return outbox.slice(0, 1)
  const first = outbox.find((one) => !isEndOfEarlier(one))
  const isHeldUp = first?.command.type === 'start' && ends.some(({ platform }) => platform === first.platform)
  return first && !isHeldUp ? [first, ...ends] : ends
}
