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

/**
 * The commands of which one may have been under way when whoever had the conversation stopped: those that may be next, and
 * those that were before dead letters were replayed. A replay begins a command's time anew and puts it in front, even
 * while another is under way; so these are the ones that are older than all in front of them.
 */
export function mayHaveBeenUnderWay(outbox: ReadonlyArray<OutboxRow>): ReadonlyArray<OutboxRow> {
  const heads = headsOf(outbox)
  let oldest = Number.POSITIVE_INFINITY
  const earlier = outbox.filter((one) => {
    const since = one.createdAt.getTime()
    if (isEndOfEarlier(one) || since >= oldest) return false
    oldest = since
    return !heads.includes(one)
  })
  return [...heads, ...earlier]
}
