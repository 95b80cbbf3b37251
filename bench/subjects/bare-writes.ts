import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'
import { groupCommit } from '../../packages/hub/src/database/group-commit'

/** Makes something durable; what comes within one turn of the event loop is written together. */
export type Keep = (conversationId: string, body: string) => Promise<true>

/** The least that a server has to do to keep what it was told: one table without anything, by group commit. */
export async function openWrites(databaseUrl: string): Promise<Keep> {
  const pool = new Pool({ connectionString: databaseUrl })
  await pool.query('CREATE TABLE kept (id uuid PRIMARY KEY, conversation text NOT NULL, body text NOT NULL)')
  const keep = groupCommit<readonly [string, string], true>(async (items) => {
    await pool.query({
      name: 'keep',
      text: 'INSERT INTO kept SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])',
      values: [items.map(() => randomUUID()), items.map(([id]) => id), items.map(([, body]) => body)],
    })
    return items.map(() => true)
  })
  return (conversationId, body) => keep([conversationId, body])
}
