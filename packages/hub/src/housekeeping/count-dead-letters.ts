import type { Database } from '../database/database'

/** How many commands and text messages were given up and have been neither replayed nor discarded since. */
export async function countDeadLetters(database: Pick<Database, 'query'>): Promise<number> {
  const [row] = await database.query(
    `SELECT (SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL)
       + (SELECT count(*) FROM carrier_messages WHERE state = 'dead') AS dead_letters`,
  )
  return Number(row?.dead_letters ?? 0)
}
