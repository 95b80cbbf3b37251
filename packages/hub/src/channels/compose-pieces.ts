import type { ChannelAdapter } from '@conversation-hub/core'
import { readEvent } from '../conversations/columns'
import type { Database } from '../database/database'
import { keepableJson } from '../database/keepable'
import { type FileLink, withFileLinks } from '../files/file-url'
import type { CarriageView, Claim } from './carriage-view'

const EVENTS_AT_ONCE = 100

interface Composing {
  readonly view: CarriageView
  readonly claim: Claim
  readonly adapter: ChannelAdapter
  readonly fileLink: FileLink | undefined
}

/**
 * Puts what was said to the customer since the last time into the pieces that the carrier takes. One statement
 * writes the pieces and moves on, so that a message is never put in twice and never left out.
 *
 * Answers whether it has come to the end.
 */
export async function composePieces(
  database: Database,
  conversationId: string,
  { view, claim, adapter, fileLink }: Composing,
): Promise<boolean> {
  const last = view.nextSeq - 1
  if (last <= view.carriedSeq) return true
  const rows = await database.query(
    `SELECT seq, body FROM events WHERE conversation_id = $1::uuid AND seq > $2::bigint AND seq <= $3::bigint
       AND type = 'message' AND body #>> '{author,role}' <> 'customer'
     ORDER BY seq LIMIT ${EVENTS_AT_ONCE}`,
    [conversationId, view.carriedSeq, last],
  )
  // Receipts and the customer's words need not be moved on over: the next message does that.
  if (rows.length === 0) return true
  const isEnd = rows.length < EVENTS_AT_ONCE
  const upTo = isEnd ? last : Number(rows.at(-1)?.seq)
  const pieces = rows.flatMap(({ seq, body }) => {
    const event = readEvent(String(body))
    if (event.type !== 'message') return []
    const { messageId } = event
    return adapter
      .compose(withFileLinks(event.parts, conversationId, fileLink))
      .map((message, piece) => ({ seq: Number(seq), piece, messageId, message }))
  })
  await database.query(
    `WITH moved_on AS (
       UPDATE conversations SET carried_seq = $4::bigint
       WHERE id = $1::uuid AND carrier_owner = $2::uuid AND carrier_fence = $3::bigint AND carried_seq = $5::bigint
       RETURNING id)
     INSERT INTO carrier_messages
       (conversation_id, seq, piece, command_id, message_id, message, state, attempts, created_at, ready_at)
     SELECT moved_on.id, v.seq, v.piece, v.message_id || '.' || v.piece, v.message_id, v.message::json, 'waiting', 0,
       now(), now()
     FROM unnest($6::bigint[], $7::int[], $8::text[], $9::text[]) AS v(seq, piece, message_id, message), moved_on`,
    [
      conversationId,
      claim.instanceId,
      claim.fence,
      upTo,
      view.carriedSeq,
      pieces.map(({ seq }) => seq),
      pieces.map(({ piece }) => piece),
      pieces.map(({ messageId }) => messageId),
      pieces.map(({ message }) => keepableJson(message)),
    ],
  )
  return isEnd
}
