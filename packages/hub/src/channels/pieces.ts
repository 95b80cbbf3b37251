import type { CarrierMessage, ConversationError } from '@conversation-hub/core'
import { z } from 'zod'
import { readWritten } from '../conversations/unreadable'
import type { Database } from '../database/database'
import { CLAIMED, type Claim, claimValues } from './carriage-view'
import type { CustomerAtAddress } from './consents'

/** A part of a message on its way to a customer, in a size that the carrier takes. */
export interface Piece {
  readonly seq: number
  readonly piece: number
  readonly commandId: string
  readonly messageId: string
  /** Empty if the adapter has failed to compose it. */
  readonly message: CarrierMessage
  readonly isComposed: boolean
  readonly attempts: number
  /** It was given up before. Whether its last try took effect is no longer known. */
  readonly isReplayed: boolean
  readonly createdAt: Date
  /** Since when it could have been sent. */
  readonly readyAt: Date
  readonly nextTryAt: Date | undefined
  /** The customer has opted out of messages from the sending address. */
  readonly optedOut: boolean
  /** A place that the customer has left, and at which this piece may have been tried last. */
  readonly earlier: { readonly carrier: string | undefined; readonly destination: string } | undefined
}

const rowSchema = z.object({
  seq: z.number(),
  piece: z.number(),
  command_id: z.string(),
  message_id: z.string(),
  message: z.string(),
  attempts: z.number(),
  error_code: z.string().nullable(),
  created_at: z.date(),
  ready_at: z.date(),
  next_try_at: z.date().nullable(),
  opted_out: z.boolean(),
  carrier: z.string().nullable(),
  destination: z.string().nullable(),
})

const messageSchema = z.object({ text: z.string(), mediaUrls: z.array(z.string()) }).nullable()

/** The piece whose turn it is. */
export async function nextPiece(
  database: Database,
  conversationId: string,
  { address, customer }: CustomerAtAddress,
): Promise<Piece | undefined> {
  const [row] = await database.query(
    `SELECT seq, piece, command_id, message_id, message, attempts, error_code, created_at, ready_at, next_try_at,
       carrier, destination,
       EXISTS (SELECT 1 FROM consents WHERE address = $2 AND customer = $3 AND opted_out) AS opted_out
     FROM carrier_messages WHERE conversation_id = $1::uuid AND state = 'waiting' ORDER BY seq, piece LIMIT 1`,
    [conversationId, address, customer],
  )
  if (!row) return undefined
  const { message, ...read } = readWritten(conversationId, () => {
    const { message: json, ...rest } = rowSchema.parse(row)
    return { ...rest, message: messageSchema.parse(JSON.parse(json)) }
  })
  return {
    seq: read.seq,
    piece: read.piece,
    commandId: read.command_id,
    messageId: read.message_id,
    message: message ?? { text: '', mediaUrls: [] },
    isComposed: message !== null,
    attempts: read.attempts,
    isReplayed: read.attempts === 0 && read.error_code !== null,
    createdAt: read.created_at,
    readyAt: read.ready_at,
    nextTryAt: read.next_try_at ?? undefined,
    optedOut: read.opted_out,
    earlier:
      read.destination === null
        ? undefined
        : { carrier: read.carrier ?? undefined, destination: read.destination },
  }
}

/** What is noted when the carrier has taken a piece. */
interface SentPiece {
  readonly carrier: string
  readonly destination: string
  /** Absent if the carrier's id cannot be kept. */
  readonly carrierId: string | undefined
}

/**
 * Notes that the carrier has taken a piece, which is true whoever carries the conversation by now. Returns whether it was
 * the last piece of its message and none of them has failed on its way to the phone: that has been told, and holds.
 */
export async function markSent(
  database: Database,
  conversationId: string,
  { seq, piece }: Piece,
  { carrier, destination, carrierId }: SentPiece,
): Promise<boolean> {
  const [rest] = await database.query(
    `WITH sent AS (
       UPDATE carrier_messages SET state = 'sent', carrier = $4, destination = $5, carrier_id = $6, error_code = NULL
       WHERE conversation_id = $1::uuid AND seq = $2::bigint AND piece = $3 AND state = 'waiting')
     SELECT 1 FROM carrier_messages
     WHERE conversation_id = $1::uuid AND seq = $2::bigint AND state IN ('waiting', 'failed') AND piece <> $3 LIMIT 1`,
    [conversationId, seq, piece, carrier, destination, carrierId ?? null],
  )
  return rest === undefined
}

/** Notes that from now on the piece may have been tried here, and not any more where the customer was before. */
export async function markHere(
  database: Database,
  claim: Claim,
  { seq, piece }: Piece,
  { carrier, destination }: Pick<SentPiece, 'carrier' | 'destination'>,
): Promise<void> {
  await database.query(
    `WITH claimed AS (${CLAIMED})
     UPDATE carrier_messages SET carrier = $6, destination = $7 FROM claimed
     WHERE conversation_id = claimed.id AND seq = $4::bigint AND piece = $5 AND state = 'waiting'`,
    [...claimValues(claim), seq, piece, carrier, destination],
  )
}

/**
 * Notes a try that failed. Does nothing if somebody else carries the conversation by now, who finds out for themselves.
 */
export async function markTried(
  database: Database,
  claim: Claim,
  { seq, piece, attempts }: Piece,
  { nextTryAt, error }: { nextTryAt: Date; error: ConversationError },
): Promise<void> {
  await database.query(
    `WITH claimed AS (${CLAIMED})
     UPDATE carrier_messages SET attempts = $6, next_try_at = $7::timestamptz, error_code = $8 FROM claimed
     WHERE conversation_id = claimed.id AND seq = $4::bigint AND piece = $5 AND state = 'waiting'`,
    [...claimValues(claim), seq, piece, attempts + 1, nextTryAt.toISOString(), error.code],
  )
}

/**
 * Notes that the rest of a message will not be sent: `dead` if a person may try it again, `dropped` if nobody may. Does
 * nothing if somebody else carries the conversation by now.
 */
export async function markGivenUp(
  database: Database,
  claim: Claim,
  { seq }: Pick<Piece, 'seq'>,
  { state, code }: { state: 'dead' | 'dropped'; code: string },
): Promise<void> {
  await database.query(
    `WITH claimed AS (${CLAIMED})
     UPDATE carrier_messages SET state = $5, error_code = $6, failed_at = now(), attempts = attempts + 1 FROM claimed
     WHERE conversation_id = claimed.id AND seq = $4::bigint AND state = 'waiting'`,
    [...claimValues(claim), seq, state, code],
  )
}

/** Keeps everything that waits from being sent before that time. Only then does the time for giving up begin. */
export async function holdBack(database: Database, claim: Claim, until: Date): Promise<boolean> {
  const rows = await database.query(
    `WITH claimed AS (${CLAIMED})
     UPDATE carrier_messages SET ready_at = $4::timestamptz FROM claimed
     WHERE conversation_id = claimed.id AND state = 'waiting' AND ready_at < $4::timestamptz RETURNING seq`,
    [...claimValues(claim), until.toISOString()],
  )
  return rows.length > 0
}

/** The carrier's ids of all messages that it is known to have taken for a customer. */
export async function knownIds(
  database: Database,
  carrier: string,
  destination: string,
): Promise<ReadonlySet<string>> {
  const rows = await database.query(
    `SELECT carrier_id FROM carrier_messages
     WHERE carrier = $1 AND destination = $2 AND carrier_id IS NOT NULL ORDER BY created_at DESC LIMIT 10000`,
    [carrier, destination],
  )
  return new Set(rows.map(({ carrier_id }) => String(carrier_id)))
}
