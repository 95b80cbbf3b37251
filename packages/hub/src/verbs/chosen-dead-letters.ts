import type { Query } from '../database/database'

/** Commands that hold nobody up: the conversation is over, or has left their platform. */
const NEVER_STALL = `('end', 'conclude')`

/** Of the commands that were given up the one with the id `$1`, or all where that is null. */
export const CHOSEN = `dead_at IS NOT NULL AND ($1::text IS NULL OR command ->> 'commandId' = $1)`

/**
 * Locks the conversations of the chosen commands, before anything else: of two changes at the same moment, the second one
 * then sees what the first has left. Returns which conversations these are.
 */
export async function lockConversations(query: Query, commandId: string | undefined): Promise<string[]> {
  const locked = await query(
    `SELECT id FROM conversations WHERE id IN (SELECT conversation_id FROM outbox WHERE ${CHOSEN})
     ORDER BY id FOR UPDATE`,
    [commandId ?? null],
  )
  return locked.map(({ id }) => String(id))
}

/** Gives those of these conversations that no dead letter holds up any more their earlier state back. */
export async function leaveStalled(query: Query, ids: Iterable<string>): Promise<void> {
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
    [[...ids]],
  )
}
