import {
  asConversationError,
  type CarrierMessage,
  type ChannelAdapter,
  ConversationError,
} from '@conversation-hub/core'
import { readEvent } from '../conversations/columns'
import type { Database, Row } from '../database/database'
import { keepableJson } from '../database/keepable'
import { type FileLink, withFileLinks } from '../files/file-url'
import { type CarriageView, CLAIMED, type Claim, claimValues } from './carriage-view'

const EVENTS_AT_ONCE = 100

interface Composing {
  readonly claim: Claim
  readonly adapter: ChannelAdapter
  readonly fileLink: FileLink | undefined
}

/** A piece as it is kept. Without a message if the adapter has failed to compose it. */
interface KeptPiece {
  readonly seq: number
  readonly piece: number
  readonly messageId: string
  readonly message: CarrierMessage | null
}

/**
 * Takes what `pieceValues` returns as values from the fourth on. The command's id is not made of the message's: that may be
 * the platform's own, which says nothing outside of its conversation.
 */
const INSERT = `INSERT INTO carrier_messages
    (conversation_id, seq, piece, command_id, message_id, message, state, attempts, created_at, ready_at)
  SELECT claimed.id, v.seq, v.piece, claimed.id::text || '.' || v.seq || '.' || v.piece, v.message_id, v.message::json, 'waiting', 0,
    now(), now()
  FROM unnest($4::bigint[], $5::int[], $6::text[], $7::text[]) AS v(seq, piece, message_id, message), claimed`

const pieceValues = (pieces: ReadonlyArray<KeptPiece>) =>
  [
    pieces.map(({ seq }) => seq),
    pieces.map(({ piece }) => piece),
    pieces.map(({ messageId }) => messageId),
    pieces.map(({ message }) => keepableJson(message)),
  ] as const

/**
 * Composes what was said to the customer since the last time into the pieces that the carrier takes. One statement writes
 * the pieces and notes how far it has got, so that no message is composed twice or left out.
 *
 * Returns whether it has come to the end.
 */
export async function composePieces(
  database: Database,
  view: CarriageView,
  composing: Composing,
): Promise<boolean> {
  const { claim } = composing
  const last = view.nextSeq - 1
  if (last <= view.carriedSeq) return true
  const rows = await database.query(
    `SELECT seq, body FROM events WHERE conversation_id = $1::uuid AND seq > $2::bigint AND seq <= $3::bigint
       AND type = 'message' AND body #>> '{author,role}' <> 'customer'
     ORDER BY seq LIMIT ${EVENTS_AT_ONCE}`,
    [claim.conversationId, view.carriedSeq, last],
  )
  // How far it has got need not be noted for receipts and the customer's own words: the next message does that.
  if (rows.length === 0) return true
  const isEnd = rows.length < EVENTS_AT_ONCE
  const upTo = isEnd ? last : Number(rows.at(-1)?.seq)
  const pieces = rows.flatMap((row) => piecesOf(row, composing).pieces)
  await database.query(
    `WITH claimed AS (
       UPDATE conversations SET carried_seq = $8::bigint
       WHERE id = $1::uuid AND carrier_owner = $2::uuid AND carrier_fence = $3::bigint AND carried_seq = $9::bigint
       RETURNING id)
     ${INSERT}`,
    [...claimValues(claim), ...pieceValues(pieces), upTo, view.carriedSeq],
  )
  return isEnd
}

/**
 * Tries once more to compose a message with which the adapter has failed before: since a replay, the adapter may be of
 * another version. Returns what is wrong if it still fails.
 */
export async function composeAgain(
  database: Database,
  { seq }: Pick<KeptPiece, 'seq'>,
  composing: Composing,
): Promise<ConversationError | undefined> {
  const { claim } = composing
  const rows = await database.query(
    'SELECT seq, body FROM events WHERE conversation_id = $1::uuid AND seq = $2::bigint',
    [claim.conversationId, seq],
  )
  const [{ pieces, error } = nothing] = rows.map((row) => piecesOf(row, composing))
  if (error || pieces.length === 0) return error ?? saysNothing()
  await database.query(
    `WITH claimed AS (${CLAIMED}) ${INSERT}
     ON CONFLICT (conversation_id, seq, piece) DO UPDATE SET message = excluded.message`,
    [...claimValues(claim), ...pieceValues(pieces)],
  )
  return undefined
}

const nothing: ReturnType<typeof piecesOf> = { pieces: [] }

function piecesOf(
  row: Row,
  { claim, adapter, fileLink }: Composing,
): { readonly pieces: ReadonlyArray<KeptPiece>; readonly error?: ConversationError } {
  const event = readEvent(String(row.body))
  if (event.type !== 'message') return nothing
  const { messageId } = event
  const seq = Number(row.seq)
  const parts = withFileLinks(event.parts, claim.conversationId, fileLink)
  try {
    return { pieces: adapter.compose(parts).map((message, piece) => ({ seq, piece, messageId, message })) }
  } catch (thrown) {
    const error = asConversationError(thrown, 'Composing a text message')
    return { pieces: [{ seq, piece: 0, messageId, message: null }], error }
  }
}

const saysNothing = () =>
  new ConversationError(
    'internal',
    'The carrier’s adapter did not compose a text message from what was said.',
  )
