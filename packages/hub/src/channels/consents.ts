import { ConversationError } from '@conversation-hub/core'
import type { Database } from '../database/database'
import { keepableText } from '../database/keepable'

/** A customer at one of our addresses. */
export interface CustomerAtAddress {
  readonly address: string
  readonly customer: string
}

/** How the customer's wish became known. */
export interface ConsentProof {
  /** `customer`: by a message of theirs. `carrier`: it refused a message of ours. `app`: the app heard it elsewhere. */
  readonly toldBy: 'customer' | 'carrier' | 'app'
  /** The carrier's id of the customer's message, or of ours that was refused. The same one counts only once. */
  readonly messageId?: string | undefined
  /** The customer's words, or the app's account of how it heard. */
  readonly proof?: string | undefined
}

/** Whether the customer has opted out of messages from one of our addresses. */
export async function isOptedOut(
  database: Database,
  { address, customer }: CustomerAtAddress,
): Promise<boolean> {
  const rows = await database.query(
    'SELECT 1 FROM consents WHERE address = $1 AND customer = $2 AND opted_out',
    [address, customer],
  )
  return rows.length > 0
}

/**
 * Keeps the customer's wish, with its proof, for good: it outlives every conversation. A message that counted before
 * changes nothing, and only the customer can take back an opt-out.
 */
export async function changeConsent(
  database: Database,
  { address, customer }: CustomerAtAddress,
  { optedOut, toldBy, messageId, proof }: ConsentProof & { readonly optedOut: boolean },
): Promise<void> {
  await database.query(
    `WITH told AS (
       INSERT INTO consent_changes (address, customer, opted_out, told_by, message_id, proof, at)
       SELECT $1, $2, $3::boolean, $4, $5, $6, now()
       ON CONFLICT (address, message_id) WHERE message_id IS NOT NULL DO NOTHING RETURNING at)
     INSERT INTO consents (address, customer, opted_out, changed_at) SELECT $1, $2, $3::boolean, at FROM told
     ON CONFLICT (address, customer) DO UPDATE SET opted_out = excluded.opted_out, changed_at = excluded.changed_at
     WHERE excluded.opted_out OR NOT consents.opted_out OR $4 = 'customer'`,
    [
      address,
      customer,
      optedOut,
      toldBy,
      messageId ?? null,
      proof === undefined ? null : keepableText(proof),
    ],
  )
}

/**
 * Records consent with the first message of a customer of whom nothing is known yet: whoever writes to us agrees to be
 * answered. Its words belong to the conversation, and are not kept for longer than that.
 */
export async function keepFirstConsent(
  database: Database,
  { address, customer }: CustomerAtAddress,
  messageId: string,
): Promise<void> {
  await database.query(
    `WITH first AS (
       INSERT INTO consents (address, customer, opted_out, changed_at) VALUES ($1, $2, false, now())
       ON CONFLICT (address, customer) DO NOTHING RETURNING changed_at)
     INSERT INTO consent_changes (address, customer, opted_out, told_by, message_id, at)
     SELECT $1, $2, false, 'customer', $3, changed_at FROM first
     ON CONFLICT (address, message_id) WHERE message_id IS NOT NULL DO NOTHING`,
    [address, customer, messageId],
  )
}

/** Throws `destination-opted-out`, without the number. */
export async function refuseOptedOut(database: Database, at: CustomerAtAddress): Promise<void> {
  if (await isOptedOut(database, at)) throw hasOptedOut()
}

const hasOptedOut = () =>
  new ConversationError(
    'destination-opted-out',
    'The customer has told this sending number not to write any more; only the customer can change that, by sending START.',
  )
