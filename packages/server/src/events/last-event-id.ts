import { ConversationError } from '@conversation-hub/core'

/**
 * The sequence number that the client saw last, or 0 if it saw none. Throws `invalid-request` for anything that none of
 * our streams can have sent as an id.
 */
export function parseLastEventId(header: string | undefined, query: string | undefined): number {
  const given = header || query
  if (!given) return 0
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw new ConversationError('invalid-request', 'Last-Event-ID must be the id of an event of this stream.', {
    problems: [{ at: header ? 'Last-Event-ID' : 'lastEventId', problem: 'must be a whole number' }],
  })
}
