import { ConversationError } from '@conversation-hub/core'
import { settleLetters } from '../channels/settle-letters'
import type { Query } from '../database/database'
import type { Fleet } from '../driving/fleet'
import { closeConversation } from '../journal/close-conversation'
import type { Journal } from '../journal/journal'
import { isSessionId } from '../sessions/web-session'
import type { HubContext } from '../verbs/hub-context'
import { expire } from './expire'

type Context = Pick<HubContext, 'database' | 'settings'> & {
  readonly journal: Pick<Journal, 'change' | 'forget'>
  readonly fleet: Pick<Fleet, 'wake'>
}

/**
 * Ends a customer's live conversations, and deletes what was said, the files, and everything that identifies the
 * customer. A conversation whose platform has still to be told of the end stays as an empty row until that is done.
 * Returns how many conversations there were. `tellOthers` tells the other instances that a conversation has changed.
 */
export async function eraseCustomer(
  context: Context,
  customerIdentifier: string,
  tellOthers: (conversationId: string) => void,
): Promise<number> {
  const { database, journal, settings } = context
  const rows = await database.query(
    'SELECT id, destination, ended_at FROM conversations WHERE customer_identifier = $1',
    [customerIdentifier],
  )
  const ids = rows.map(({ id }) => String(id))
  // Sessions are found by the conversations' destinations: they may have begun with another identifier, or none.
  const sessionIds = rows.map(({ destination }) => String(destination)).filter(isSessionId)
  for (const { id, ended_at } of rows) {
    if (ended_at === null) await closeConversation(context, String(id), 'operator').catch(unlessGone)
  }
  try {
    await database.transaction((query) => erase(query, { ids, customerIdentifier, sessionIds }))
  } finally {
    // Even if only the answer was lost: nothing that is still in memory, on whatever instance, may be said to a platform.
    for (const id of ids) {
      journal.forget(id)
      context.fleet.wake(id)
      tellOthers(id)
    }
  }
  await expire(database, settings.keepEndedForDays)
  return ids.length
}

/** The same customer may be erased by somebody else at the same moment. */
function unlessGone(thrown: unknown): void {
  if (!(thrown instanceof ConversationError) || thrown.code !== 'conversation-not-found') throw thrown
}

async function erase(
  query: Query,
  {
    ids,
    customerIdentifier,
    sessionIds,
  }: { readonly ids: string[]; readonly customerIdentifier: string; readonly sessionIds: string[] },
): Promise<void> {
  const erased = [ids]
  // Locked first, so that commands which are just being written are counted, too.
  await query('SELECT id FROM conversations WHERE id = ANY($1::uuid[]) FOR UPDATE', erased)
  // The new version tells whoever drives the conversation that its commands have changed. Messages that are just being
  // composed are void, because nobody carries it any more.
  await query(
    `UPDATE conversations c SET erased_at = now(), version = version + 1, customer_identifier = NULL,
       destination = id::text, carried = true, carrier_owner = NULL,
       attributes = '{}', prior_transcript = NULL,
       pending_commands = (SELECT count(*) FROM outbox o WHERE o.conversation_id = c.id
         AND o.command ->> 'type' = 'end' AND o.dead_at IS NULL)
     WHERE id = ANY($1::uuid[])`,
    erased,
  )
  await query(
    `DELETE FROM outbox WHERE conversation_id = ANY($1::uuid[])
       AND (command ->> 'type' <> 'end' OR dead_at IS NOT NULL)`,
    erased,
  )
  await settleLetters(query, ids)
  await query('DELETE FROM events WHERE conversation_id = ANY($1::uuid[])', erased)
  await query('DELETE FROM carrier_messages WHERE conversation_id = ANY($1::uuid[])', erased)
  await query('DELETE FROM files WHERE conversation_id = ANY($1::uuid[])', erased)
  await query('DELETE FROM idempotency_keys WHERE conversation_id = ANY($1::uuid[])', erased)
  await query('DELETE FROM web_sessions WHERE customer_identifier = $1 OR id = ANY($2::uuid[])', [
    customerIdentifier,
    sessionIds,
  ])
}
