import type { ConversationRow, OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'
import { isEndOfEarlier } from './heads'

/**
 * The commands that have become pointless with the conversation's end: the platform cannot take them, or never needs to
 * hear of them.
 */
export function pointlessOf(
  { row, outbox }: ConversationRecord,
  head: OutboxRow,
  mayHaveStarted: (row: ConversationRow, start: OutboxRow) => boolean,
): ReadonlyArray<OutboxRow> {
  if (row.state !== 'ended' || head.session !== undefined) return []
  if (head.command.type === 'start' && (head.deadAt || !mayHaveStarted(row, head))) {
    return outbox.filter((one) => !isEndOfEarlier(one))
  }
  // What was said before our own end is still delivered; after the platform's end there is nobody to take it.
  const weEndIt = outbox.some(({ command, session }) => command.type === 'end' && session === undefined)
  return head.command.type === 'send' && !weEndIt ? [head] : []
}
