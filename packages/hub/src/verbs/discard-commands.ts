import type { Query } from '../database/database'
import { CHOSEN, leaveStalled, lockConversations } from './chosen-dead-letters'

/**
 * Forgets commands that were given up, all or the one with this id, and gives conversations without any other dead letter
 * their earlier state back. But not a start: without one there is nothing to go on with, so its conversation can only be
 * closed or moved, which forgets it, too. To be run in one transaction.
 *
 * Returns how many commands there were in each conversation. `onChosen` is told which conversations these may be, before
 * anything is changed.
 */
export async function discardCommands(
  query: Query,
  commandId: string | undefined,
  onChosen: (conversationIds: ReadonlyArray<string>) => void,
): Promise<ReadonlyMap<string, number>> {
  onChosen(await lockConversations(query, commandId))
  const rows = await query(
    `WITH discarded AS (
       DELETE FROM outbox WHERE ${CHOSEN} AND command ->> 'type' <> 'start' RETURNING conversation_id),
     counted AS (SELECT conversation_id, count(*)::int AS commands FROM discarded GROUP BY conversation_id),
     written AS (
       UPDATE conversations c SET version = version + 1 FROM counted WHERE c.id = counted.conversation_id)
     SELECT conversation_id, commands FROM counted`,
    [commandId ?? null],
  )
  const discarded = new Map(rows.map((row) => [String(row.conversation_id), Number(row.commands)]))
  await leaveStalled(query, discarded.keys())
  return discarded
}
