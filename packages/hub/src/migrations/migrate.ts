import { ConversationError } from '@conversation-hub/core'
import type { Database } from '../database/database'
import { migrations } from './migrations'

/** The number of the advisory lock. Any will do that nobody else uses in the same database. */
const MIGRATION_LOCK = 7_204_511

/**
 * Brings the tables up to this version. Several instances may start at once; they do it one after the other.
 *
 * Throws `data-folder-unusable` when a newer version has already changed them.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (query) => {
    await query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await query(
      `CREATE TABLE IF NOT EXISTS conversation_hub_migrations (
        version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,
    )
    const [row] = await query('SELECT coalesce(max(version), 0) AS version FROM conversation_hub_migrations')
    const present = Number(row?.version ?? 0)
    const newest = migrations.at(-1)?.version ?? 0
    if (present > newest) throw tooNew(present, newest)
    for (const { version, statements } of migrations.filter((migration) => migration.version > present)) {
      for (const statement of statements) await query(statement)
      await query('INSERT INTO conversation_hub_migrations (version) VALUES ($1)', [version])
    }
  })
}

function tooNew(present: number, newest: number): ConversationError {
  return new ConversationError(
    'data-folder-unusable',
    `The database was written by a newer version of Conversation Hub (tables version ${present}; this version ` +
      `knows ${newest}). Use that version again, or another database.`,
  )
}
