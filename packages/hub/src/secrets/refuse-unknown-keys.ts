import { ConversationError } from '@conversation-hub/core'
import type { Database } from '../database/database'
import type { Cipher } from './cipher'

/** In base64, the first five characters of a sealed text depend only on the id of its key. */
const OPEN_BY_KEY = `
  SELECT c.id, c.session, one.conversations FROM (
    SELECT min(id::text)::uuid AS id, count(*) AS conversations FROM conversations
    WHERE at_work AND session IS NOT NULL GROUP BY left(session, 5)) AS one
  JOIN conversations c ON c.id = one.id`

/**
 * Refuses to start with a key that cannot decrypt the sessions of live conversations: for customers they would go on, but
 * nothing said in them would reach a platform.
 *
 * Throws `settings-invalid`.
 */
export async function refuseUnknownKeys(database: Database, cipher: Cipher): Promise<void> {
  let unreadable = 0
  for (const { id, session, conversations } of await database.query(OPEN_BY_KEY)) {
    try {
      cipher.open(String(session), String(id))
    } catch {
      unreadable += Number(conversations)
    }
  }
  if (unreadable === 0) return
  throw new ConversationError(
    'settings-invalid',
    `The database has ${unreadable} open conversation(s) that were encrypted with another key than secretKey ` +
      '(HUB_SECRET_KEY). Give the key that was used before, or both while it changes: HUB_SECRET_KEY=new,old. Is it ' +
      'the right database? If the old key is lost, docs/operating.md says what can be done.',
  )
}
