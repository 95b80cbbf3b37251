import { ConversationError } from '@conversation-hub/core'

/**
 * The sequence number that the client saw last; 0 for none. Throws `invalid-request` for what no stream of
 * ours has ever sent as an id.
 */
export function parseLastEventId(header: string | undefined, query: string | undefined): number {
  const given = header || query
  if (!given) return 0
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw new ConversationError('invalid-request', 'Last-Event-ID must be the id of an event of this stream.', {
    problems: [{ at: header ? 'Last-Event-ID' : 'lastEventId', problem: 'must be a whole number' }],
  })
}
