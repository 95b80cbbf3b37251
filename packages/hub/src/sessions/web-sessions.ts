import type { Database } from '../database/database'
import { isSessionId, type WebSessionRow } from './web-session'

/** The session, or `undefined` if there is none or it has expired. */
export async function findWebSession(
  database: Database,
  sessionId: string,
): Promise<WebSessionRow | undefined> {
  if (!isSessionId(sessionId)) return undefined
  const [row] = await database.queryPrepared(
    'find-web-session',
    // By name: the plan of a prepared `SELECT *` breaks when a newer version adds a column.
    'SELECT id, resource_id, customer_identifier, created_at, expires_at FROM web_sessions WHERE id = $1::uuid AND expires_at > now()',
    [sessionId],
  )
  if (!(row?.created_at instanceof Date && row.expires_at instanceof Date)) return undefined
  return {
    sessionId: String(row.id),
    resourceId: String(row.resource_id),
    customerIdentifier: typeof row.customer_identifier === 'string' ? row.customer_identifier : undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

/** Deletes a session that has expired but that housekeeping has not deleted yet, so that its id is free again. */
export async function forgetExpiredSession(database: Database, sessionId: string): Promise<void> {
  await database.query('DELETE FROM web_sessions WHERE id = $1::uuid AND expires_at <= now()', [sessionId])
}

/** Keeps sessions with which no conversation is started. One that is already there stays as it is. */
export async function insertWebSessions(
  database: Database,
  sessions: ReadonlyArray<WebSessionRow>,
): Promise<void> {
  await database.queryPrepared(
    'insert-web-sessions',
    `INSERT INTO web_sessions (id, resource_id, customer_identifier, created_at, expires_at)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
     ON CONFLICT (id) DO NOTHING`,
    [
      sessions.map(({ sessionId }) => sessionId),
      sessions.map(({ resourceId }) => resourceId),
      sessions.map(({ customerIdentifier }) => customerIdentifier ?? null),
      sessions.map(({ createdAt }) => createdAt.toISOString()),
      sessions.map(({ expiresAt }) => expiresAt.toISOString()),
    ],
  )
}
