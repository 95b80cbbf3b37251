import type { Database } from '../database/database'

const CONVERSATIONS_AT_ONCE = 200

/** What is no longer of use, whatever the settings say. */
const EXPIRED = [
  `DELETE FROM web_sessions WHERE expires_at < now()`,
  `DELETE FROM idempotency_keys WHERE created_at < now() - interval '24 hours'`,
  // What was set aside for a live conversation to which nobody can write now exists nowhere else, so it stays.
  `DELETE FROM unclaimed_events u WHERE created_at < now() - interval '15 minutes' AND NOT EXISTS (
     SELECT 1 FROM conversations c WHERE c.managed_by = u.platform AND c.session_key = u.key AND c.ended_at IS NULL
       AND c.managed_since <= u.created_at)
     -- A text message whose answer was lost is looked for during half an hour. Until it is found, nobody knows its id.
     AND NOT (u.created_at > now() - interval '45 minutes' AND EXISTS (
       SELECT 1 FROM carrier_messages m WHERE m.state = 'waiting' AND m.attempts > 0))`,
  `DELETE FROM carrier_inbox WHERE received_at < now() - interval '7 days'`,
  `DELETE FROM instances WHERE lease_until < now() - interval '1 hour'`,
]

/**
 * Deletes what is no longer of use, and conversations that ended `keepEndedForDays` days ago or were erased, until there
 * are no more or `isEnough` says so.
 */
export async function expire(
  database: Database,
  keepEndedForDays: number | undefined,
  isEnough = () => false,
): Promise<void> {
  for (const statement of EXPIRED) await database.query(statement)
  while ((await deleteConversations(database, keepEndedForDays)) === CONVERSATIONS_AT_ONCE) {
    if (isEnough()) return
  }
}

/** Something is still to be brought to the customer's phone, as long as that is tried. It may not be composed yet. */
const IS_CARRIED_STILL = `(c.channel = 'sms' AND NOT c.carried AND c.ended_at > now() - interval '1 hour' OR EXISTS (
  SELECT 1 FROM carrier_messages m
  WHERE m.conversation_id = c.id AND m.state = 'waiting' AND m.ready_at > now() - interval '1 hour'))`

async function deleteConversations(database: Database, days: number | undefined): Promise<number> {
  const rows = await database.query(
    `WITH gone AS (
      DELETE FROM conversations WHERE id IN (
        SELECT id FROM conversations c
        WHERE ended_at IS NOT NULL AND NOT at_work
          AND (erased_at IS NOT NULL OR ($1::float8 IS NOT NULL AND ended_at < now() - make_interval(secs => $1)
            AND NOT ${IS_CARRIED_STILL}))
        LIMIT ${CONVERSATIONS_AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING id),
    gone_events AS (DELETE FROM events WHERE conversation_id IN (SELECT id FROM gone)),
    gone_commands AS (DELETE FROM outbox WHERE conversation_id IN (SELECT id FROM gone)),
    gone_carried AS (DELETE FROM carrier_messages WHERE conversation_id IN (SELECT id FROM gone)),
    gone_files AS (DELETE FROM files WHERE conversation_id IN (SELECT id FROM gone)),
    gone_keys AS (DELETE FROM idempotency_keys WHERE conversation_id IN (SELECT id FROM gone))
    SELECT id FROM gone`,
    [days === undefined ? null : days * 24 * 60 * 60],
  )
  return rows.length
}
