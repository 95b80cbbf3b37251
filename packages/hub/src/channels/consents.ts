import { ConversationError } from '@conversation-hub/core'
import type { Database } from '../database/database'

/** Whether a customer told one of our addresses not to write any more. */
export async function isOptedOut(database: Database, address: string, customer: string): Promise<boolean> {
  const rows = await database.query(
    'SELECT 1 FROM consents WHERE address = $1 AND customer = $2 AND opted_out',
    [address, customer],
  )
  return rows.length > 0
}

/** Keeps what the customer wants, for good: it outlives every conversation. */
export async function setOptedOut(
  database: Database,
  { address, customer, optedOut }: { address: string; customer: string; optedOut: boolean },
): Promise<void> {
  await database.query(
    `INSERT INTO consents (address, customer, opted_out, changed_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (address, customer) DO UPDATE SET opted_out = excluded.opted_out, changed_at = excluded.changed_at`,
    [address, customer, optedOut],
  )
}

/** Throws `destination-opted-out`, without the number. */
export async function refuseOptedOut(database: Database, address: string, customer: string): Promise<void> {
  if (!(await isOptedOut(database, address, customer))) return
  throw new ConversationError(
    'destination-opted-out',
    'The customer has told this sending number not to write any more; only the customer can change that, by sending START.',
  )
}
