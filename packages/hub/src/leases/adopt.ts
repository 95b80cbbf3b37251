import type { Database } from '../database/database'

const ADOPT_AT_ONCE = 500

/**
 * Takes over conversations at work that nobody drives: given back, or of an instance whose lease has run out.
 * Raising the fence makes whatever their last owner still tries to write void. Answers their ids.
 */
export async function adoptOrphans(database: Database, instanceId: string): Promise<string[]> {
  const rows = await database.query(
    `UPDATE conversations SET owner = $1::uuid, fence = fence + 1, version = version + 1
     WHERE id IN (
       SELECT c.id FROM conversations c
       WHERE c.at_work
         AND (c.owner IS NULL OR NOT EXISTS (
           SELECT 1 FROM instances i WHERE i.id = c.owner AND i.lease_until > now()))
       LIMIT ${ADOPT_AT_ONCE} FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [instanceId],
  )
  return rows.map(({ id }) => String(id))
}

/** Gives everything back at a clean stop, so that others need not wait for the lease to run out. */
export async function giveBack(database: Database, instanceId: string): Promise<void> {
  await database.query(
    `UPDATE conversations SET owner = NULL, fence = fence + 1, version = version + 1
     WHERE owner = $1::uuid AND at_work`,
    [instanceId],
  )
}

/** Every conversation at work that this instance owns, whether or not it knows. */
export async function ownedBy(database: Database, instanceId: string): Promise<string[]> {
  const rows = await database.query('SELECT id FROM conversations WHERE owner = $1::uuid AND at_work', [
    instanceId,
  ])
  return rows.map(({ id }) => String(id))
}
