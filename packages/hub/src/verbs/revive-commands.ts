import type { Query } from '../database/database'

/** Commands that hold nobody up: the conversation is over, or has left their platform. */
const NEVER_STALL = `('end', 'conclude')`

const CHOSEN = `dead_at IS NOT NULL AND ($1::text IS NULL OR command ->> 'commandId' = $1)`

/**
 * Has commands that were given up tried again, all or the one with this id, and gives conversations without any other
 * dead letter their earlier state back. To be run in one transaction: nobody would finish what a killed process has
 * begun.
 *
 * Returns how many commands there were in each conversation. `onChosen` is told which conversations these are, before
 * anything is changed.
 */
export async function reviveCommands(
  query: Query,
  commandId: string | undefined,
  onChosen: (conversationIds: ReadonlyArray<string>) => void,
): Promise<ReadonlyMap<string, number>> {
  const chosen = [commandId ?? null]
  // Locked first, so that of two replays at the same moment the second one sees that nothing is left.
  const locked = await query(
    `SELECT id FROM conversations WHERE id IN (SELECT conversation_id FROM outbox WHERE ${CHOSEN})
     ORDER BY id FOR UPDATE`,
    chosen,
  )
  onChosen(locked.map(({ id }) => String(id)))
  const rows = await query(
    `WITH revived AS (
       UPDATE outbox SET dead_at = NULL, attempts = 0, created_at = now(),
         -- What was never tried is in no doubt.
         error_code = CASE WHEN attempts > 0 THEN error_code END
       WHERE ${CHOSEN} RETURNING conversation_id),
     counted AS (SELECT conversation_id, count(*)::int AS commands FROM revived GROUP BY conversation_id),
     -- One that nobody was driving any more has to find a driver again; of any other the driver stays.
     at_work_again AS (
       UPDATE conversations c SET version = version + 1, pending_commands = pending_commands + counted.commands,
         owner = CASE WHEN at_work THEN owner END
       FROM counted WHERE c.id = counted.conversation_id)
     SELECT conversation_id, commands FROM counted`,
    chosen,
  )
  const revived = new Map(rows.map((row) => [String(row.conversation_id), Number(row.commands)]))
  await query(
    `WITH back AS (
       UPDATE conversations c SET state = coalesce(state_before_stalled, 'starting'), state_before_stalled = NULL,
         next_seq = next_seq + 1
       WHERE id = ANY($1::uuid[]) AND state = 'stalled' AND NOT EXISTS (
         SELECT 1 FROM outbox WHERE conversation_id = c.id AND dead_at IS NOT NULL
           AND command ->> 'type' NOT IN ${NEVER_STALL})
       RETURNING id, next_seq - 1 AS seq, state)
     INSERT INTO events (conversation_id, seq, type, at, body)
     SELECT id, seq, 'state', now(), json_build_object('type', 'state', 'state', state) FROM back`,
    [[...revived.keys()]],
  )
  return revived
}
