import type { Query } from '../database/database'
import { CHOSEN, leaveStalled, lockConversations } from './chosen-dead-letters'

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
  onChosen(await lockConversations(query, commandId))
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
    [commandId ?? null],
  )
  const revived = new Map(rows.map((row) => [String(row.conversation_id), Number(row.commands)]))
  await leaveStalled(query, revived.keys())
  return revived
}
