import { messageIdFor } from '../conversations/message-id'
import { messageKey } from '../conversations/message-key'
import type { Query } from '../database/database'
import { inboundIds } from './inbound-message'

/**
 * For conversations whose customer is being erased, before what was said in them is deleted: a message that is in one of
 * them counts as dealt with, so that its words do not come back with a repeat. One for which its conversation was only
 * chosen, because the process was killed before it was put there, has its conversation chosen anew.
 */
export async function settleLetters(query: Query, conversationIds: ReadonlyArray<string>): Promise<void> {
  const erased = [[...conversationIds]]
  const chosen =
    'SELECT carrier, id, conversation_id FROM carrier_inbox WHERE conversation_id = ANY($1::uuid[])'
  const letters = (await query(chosen, erased)).map((row) => ({
    carrier: String(row.carrier),
    id: String(row.id),
    keys: inboundIds(String(row.id)).map((id) => messageKey(messageIdFor(String(row.conversation_id), id))),
  }))
  const found = await query(
    'SELECT dedupe_key FROM events WHERE conversation_id = ANY($1::uuid[]) AND dedupe_key = ANY($2::text[])',
    [...erased, letters.flatMap(({ keys }) => keys)],
  )
  const kept = new Set(found.map(({ dedupe_key }) => String(dedupe_key)))
  const there = letters.filter(({ keys }) => keys.some((key) => kept.has(key)))
  await query(
    `UPDATE carrier_inbox i SET conversation_id = NULL FROM unnest($1::text[], $2::text[]) AS v(carrier, id)
     WHERE i.carrier = v.carrier AND i.id = v.id`,
    [there.map(({ carrier }) => carrier), there.map(({ id }) => id)],
  )
  await query('DELETE FROM carrier_inbox WHERE conversation_id = ANY($1::uuid[])', erased)
}
