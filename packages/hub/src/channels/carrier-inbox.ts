import { z } from 'zod'
import type { Database } from '../database/database'
import type { ResolvedSettings } from '../settings/settings'
import { resourcesAt } from './carrier-of'

/** One message from a customer: the carrier's id of it, who wrote it, and to which of our addresses. */
export interface Letter {
  readonly carrier: string
  readonly id: string
  readonly address: string
  readonly customer: string
}

/** What the database knows about where a customer's message belongs. */
export interface Placing {
  /** It has been dealt with, and belongs in no conversation. */
  readonly isDone: boolean
  /** The conversation that has already been chosen for it. */
  readonly chosen: string | undefined
  /** Of this customer's live conversations at this address, the one in which something was said last. */
  readonly live: string | undefined
  readonly optedOut: boolean
  /** What it says about the customer's consent has already been recorded. */
  readonly isHeeded: boolean
  /** Whether anything is known yet about the customer's consent. */
  readonly consentKnown: boolean
}

const placingSchema = z.object({
  known: z.boolean(),
  chosen: z.string().nullable(),
  live: z.string().nullable(),
  opted_out: z.boolean(),
  heeded: z.boolean(),
  consent_known: z.boolean(),
})

/**
 * Looks up where a message belongs. In one statement, so that two instances come to the same result: one that does not
 * see the other's choice sees the conversation that the other would choose, or starts one with the same key.
 */
export async function findPlace(
  database: Database,
  settings: Pick<ResolvedSettings, 'resources' | 'carriers'>,
  { carrier, id, address, customer }: Letter,
): Promise<Placing> {
  const resources = resourcesAt(settings, address).map(({ resourceId }) => resourceId)
  const [row] = await database.query(
    `SELECT i.id IS NOT NULL AS known, i.conversation_id AS chosen,
       (SELECT c.id FROM conversations c
        WHERE c.resource_id = ANY($3::text[]) AND c.destination = $4 AND c.ended_at IS NULL
        ORDER BY greatest(c.created_at, c.customer_spoke_at, c.platform_spoke_at) DESC LIMIT 1) AS live,
       coalesce(o.opted_out, false) AS opted_out, o.customer IS NOT NULL AS consent_known,
       EXISTS (SELECT 1 FROM consent_changes WHERE address = $5 AND message_id = $2) AS heeded
     FROM (SELECT 1) AS one LEFT JOIN carrier_inbox i ON i.carrier = $1 AND i.id = $2
       LEFT JOIN consents o ON o.address = $5 AND o.customer = $4`,
    [carrier, id, resources, customer, address],
  )
  const { known, chosen, live, ...consent } = placingSchema.parse(row)
  return {
    isDone: known && chosen === null,
    chosen: chosen ?? undefined,
    live: live ?? undefined,
    optedOut: consent.opted_out,
    isHeeded: consent.heeded,
    consentKnown: consent.consent_known,
  }
}

/**
 * The customer's live conversations at resources that this instance's configuration does not know, because another
 * instance has a newer one. They are recognised by what the carrier has delivered to them, and by being carried by
 * somebody now: if nobody carries one, its resource no longer exists, and no answer would reach the customer. The one
 * in which something was said last comes first.
 */
export async function findLiveBeside(
  database: Database,
  { resources }: Pick<ResolvedSettings, 'resources'>,
  { carriers, customer }: { readonly carriers: ReadonlyArray<string>; readonly customer: string },
): Promise<string[]> {
  const rows = await database.query(
    `SELECT c.id FROM carrier_messages m JOIN conversations c ON c.id = m.conversation_id
     JOIN instances i ON i.id = c.carrier_owner AND i.lease_until > now()
     WHERE m.carrier = ANY($1::text[]) AND m.destination = $2 AND m.carrier_id IS NOT NULL AND c.ended_at IS NULL
       AND c.channel = 'sms' AND c.destination = $2 AND c.resource_id <> ALL($3::text[])
     GROUP BY c.id ORDER BY max(m.created_at) DESC`,
    [carriers, customer, [...resources.keys()]],
  )
  return rows.map(({ id }) => String(id))
}

/**
 * Chooses a conversation for a message, unless another instance has done so meanwhile. `instead` is an earlier choice
 * that ended before it got the message. Returns the choice that holds.
 */
export async function choosePlace(
  database: Database,
  { carrier, id }: Letter,
  { conversationId, instead }: { conversationId: string; instead: string | undefined },
): Promise<string> {
  const [row] = await database.query(
    `INSERT INTO carrier_inbox AS i (carrier, id, received_at, conversation_id) VALUES ($1, $2, now(), $3::uuid)
     ON CONFLICT (carrier, id) DO UPDATE SET conversation_id =
       CASE WHEN i.conversation_id = $4::uuid THEN excluded.conversation_id ELSE i.conversation_id END
     RETURNING conversation_id`,
    [carrier, id, conversationId, instead ?? null],
  )
  return String(row?.conversation_id ?? conversationId)
}

/** Notes that a message has been dealt with and belongs in no conversation. */
export async function finishLetter(database: Database, { carrier, id }: Letter): Promise<void> {
  await database.query(
    'INSERT INTO carrier_inbox (carrier, id, received_at) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING',
    [carrier, id],
  )
}
