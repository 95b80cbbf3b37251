import { ConversationError } from '@conversation-hub/core'
import type { Database } from '../database/database'
import { type Cipher, KEY_ID_CHARACTERS } from './cipher'

const OPEN_BY_KEY = `
  SELECT left(session, ${KEY_ID_CHARACTERS}) AS beginning, count(*) AS conversations FROM conversations
  WHERE at_work AND session IS NOT NULL GROUP BY left(session, ${KEY_ID_CHARACTERS})`

/**
 * Refuses to start with a key that cannot decrypt the sessions of live conversations: for customers they would go on, but
 * nothing said in them would reach a platform. Only keys are compared: a damaged session concerns its own conversation.
 *
 * Throws `settings-invalid`.
 */
export async function refuseUnknownKeys(database: Database, cipher: Cipher): Promise<void> {
  let unreadable = 0
  for (const { beginning, conversations } of await database.query(OPEN_BY_KEY)) {
    if (!cipher.knowsKeyOf(String(beginning))) unreadable += Number(conversations)
  }
  if (unreadable === 0) return
  throw new ConversationError(
    'settings-invalid',
    `The database has ${unreadable} open conversation(s) that were encrypted with another key than secretKey ` +
      '(HUB_SECRET_KEY). Give the key that was used before, or both while it changes: HUB_SECRET_KEY=new,old. Is it ' +
      'the right database? If the old key is lost, docs/operating.md says what can be done.',
  )
}
