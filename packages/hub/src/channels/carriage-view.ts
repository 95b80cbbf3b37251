import { z } from 'zod'
import { readWritten } from '../conversations/unreadable'
import type { Database } from '../database/database'

/** Who carries a conversation, and since which claim. */
export interface Claim {
  readonly conversationId: string
  readonly instanceId: string
  readonly fence: number
}

/** Part of a statement, with the values of `claimValues`: finds the conversation only while this claim still holds. */
export const CLAIMED = `SELECT id FROM conversations
  WHERE id = $1::uuid AND carrier_owner = $2::uuid AND carrier_fence = $3::bigint FOR SHARE`

export const claimValues = ({ conversationId, instanceId, fence }: Claim) =>
  [conversationId, instanceId, fence] as const

/** Whether the claim still holds: nobody else has begun to carry the conversation. */
export async function isClaimed(database: Database, claim: Claim): Promise<boolean> {
  const rows = await database.query(CLAIMED, claimValues(claim))
  return rows.length > 0
}

const viewSchema = z.object({
  channel: z.string(),
  resource_id: z.string(),
  destination: z.string(),
  attributes: z.string().transform((json) => z.record(z.string(), z.string()).parse(JSON.parse(json))),
  end_reason: z.string().nullable(),
  ended: z.boolean(),
  customer_writes: z.boolean(),
  next_seq: z.number(),
  carried_seq: z.number(),
  version: z.number(),
})

/** What has to be known of a conversation to carry its messages. */
export interface CarriageView {
  readonly channel: string
  readonly resourceId: string
  readonly destination: string
  readonly attributes: Readonly<Record<string, string>>
  readonly endReason: string | undefined
  readonly ended: boolean
  /** The customer wrote within the last hour, by the database's clock. */
  readonly customerWrites: boolean
  readonly nextSeq: number
  readonly carriedSeq: number
  readonly version: number
}

/** The conversation as it is now, or `undefined` if somebody else carries it by now. */
export async function readCarriageView(database: Database, claim: Claim): Promise<CarriageView | undefined> {
  const [row] = await database.query(
    `SELECT channel, resource_id, destination, attributes, end_reason, ended_at IS NOT NULL AS ended,
       coalesce(customer_spoke_at > now() - interval '1 hour', false) AS customer_writes,
       next_seq, carried_seq, version
     FROM conversations WHERE id = $1::uuid AND carrier_owner = $2::uuid AND carrier_fence = $3::bigint`,
    claimValues(claim),
  )
  if (!row) return undefined
  const view = readWritten(claim.conversationId, () => viewSchema.parse(row))
  return {
    channel: view.channel,
    resourceId: view.resource_id,
    destination: view.destination,
    attributes: view.attributes,
    endReason: view.end_reason ?? undefined,
    ended: view.ended,
    customerWrites: view.customer_writes,
    nextSeq: view.next_seq,
    carriedSeq: view.carried_seq,
    version: view.version,
  }
}

/**
 * Notes that nothing more has to be carried: the conversation is over, and everything was carried. Returns false and
 * changes nothing if something has happened since `view` was read: a dead message may have been replayed.
 */
export async function markCarried(
  database: Database,
  claim: Claim,
  { version }: Pick<CarriageView, 'version'>,
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE conversations SET carried = true, carrier_owner = NULL
     WHERE id = $1::uuid AND carrier_owner = $2::uuid AND carrier_fence = $3::bigint AND version = $4::bigint
     RETURNING id`,
    [...claimValues(claim), version],
  )
  return rows.length > 0
}

/** Gives up the claim, so that an instance with a newer version or configuration can go on where this one cannot. */
export async function giveUpClaim(database: Database, claim: Claim): Promise<void> {
  await database.query(
    `UPDATE conversations SET carrier_owner = NULL
     WHERE id = $1::uuid AND carrier_owner = $2::uuid AND carrier_fence = $3::bigint`,
    claimValues(claim),
  )
}

/** Gives up the claim because the customer has gone on in a web chat. What was not sent yet is read there. */
export async function dropWaiting(database: Database, claim: Claim): Promise<void> {
  await database.query(
    `WITH free AS (
       UPDATE conversations SET carrier_owner = NULL
       WHERE id = $1::uuid AND carrier_owner = $2::uuid AND carrier_fence = $3::bigint RETURNING id)
     UPDATE carrier_messages SET state = 'dropped' FROM free
     WHERE conversation_id = free.id AND state = 'waiting'`,
    claimValues(claim),
  )
}

/**
 * For a customer who comes to a phone from elsewhere, where what was said before has been read: only what follows is
 * carried. What may still wait since the customer left another phone is dropped, and so are the dead letters of that time.
 * Returns the number of the first event that is carried, or nothing where the customer has a phone already.
 */
export async function carryFromHereOn(
  database: Database,
  conversationId: string,
): Promise<number | undefined> {
  const [row] = await database.query(
    `WITH arriving AS (
       UPDATE conversations SET carried_seq = next_seq - 1 WHERE id = $1::uuid AND channel <> 'sms' RETURNING id, next_seq),
     left_behind AS (
       UPDATE carrier_messages SET state = 'dropped' FROM arriving
       WHERE conversation_id = arriving.id AND state IN ('waiting', 'dead'))
     SELECT next_seq FROM arriving`,
    [conversationId],
  )
  return row && Number(row.next_seq)
}

/**
 * For a customer who goes on from one phone to another: what was not sent yet is sent to the new one, but what may have
 * been tried already is first looked for at the old one. `carriers` are those of the two resources.
 */
export async function rememberEarlierPhone(
  database: Database,
  conversationId: string,
  carriers: ReadonlyMap<string, string>,
): Promise<void> {
  await database.query(
    `UPDATE carrier_messages m SET destination = c.destination, carrier = v.carrier
     FROM conversations c LEFT JOIN unnest($2::text[], $3::text[]) AS v(resource_id, carrier)
       ON v.resource_id = c.resource_id
     WHERE c.id = $1::uuid AND m.conversation_id = c.id AND c.channel = 'sms' AND m.state IN ('waiting', 'dead')
       AND m.destination IS NULL`,
    [conversationId, [...carriers.keys()], [...carriers.values()]],
  )
}
