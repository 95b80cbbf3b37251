import { findDeadMessages, replayDeadMessages } from '../channels/dead-messages'
import { readOutboxRow } from '../conversations/columns'
import type { Database } from '../database/database'
import { revived } from '../driving/outcome-changes'
import type { DeadLetter } from '../hub'
import type { HubContext } from './hub-context'

const MOST = 1_000
/** Ends and records concern a conversation that is over, or a platform that it has left: they hold nobody up. */
const NEVER_STALL = `('end', 'conclude')`

/**
 * What was meant for a platform that the conversation has left is no dead letter any more: the next one was told it with
 * what was said before, and would not know the other's session. Only the other's end is still to be told.
 */
const STILL_MEANT = `dead_at IS NOT NULL AND (session IS NOT NULL OR platform = (
  SELECT managed_by FROM conversations WHERE id = outbox.conversation_id))`

/** Commands that were given up, newest first. */
export async function findDeadLetters(
  { database }: HubContext,
  { conversationId }: { readonly conversationId?: string },
): Promise<DeadLetter[]> {
  const rows = await database.query(
    `SELECT * FROM outbox WHERE ${STILL_MEANT} AND ($1::text IS NULL OR conversation_id::text = $1)
     ORDER BY dead_at DESC LIMIT ${MOST}`,
    [conversationId ?? null],
  )
  const letters = rows.flatMap((row): DeadLetter[] => {
    const { command, platform, attempts, deadAt } = readOutboxRow(row)
    if (command.type === 'move') return []
    return [
      {
        conversationId: String(row.conversation_id),
        commandId: command.commandId,
        platform,
        command: command.type,
        code: String(row.error_code),
        attempts,
        failedAt: (deadAt ?? new Date(0)).toISOString(),
      },
    ]
  })
  const messages = await findDeadMessages(database, conversationId)
  return [...letters, ...messages].sort((one, other) => (one.failedAt < other.failedAt ? 1 : -1))
}

/** Puts dead letters back to work, as if they had never been tried. Answers how many. */
export async function replayDeadLetters(
  context: HubContext,
  which: { readonly commandId: string } | 'all',
): Promise<number> {
  const { database, journal, fleet, carrying } = context
  const rows = await database.query(
    `WITH revived AS (
       UPDATE outbox SET dead_at = NULL, attempts = 0, created_at = now(), next_try_at = NULL
       WHERE ${STILL_MEANT} AND ($1::text IS NULL OR command ->> 'commandId' = $1)
       RETURNING conversation_id),
     counted AS (SELECT conversation_id, count(*)::int AS commands FROM revived GROUP BY conversation_id),
     -- One that nobody was driving any more has to find a driver again; of any other the driver stays.
     at_work_again AS (
       UPDATE conversations c SET version = version + 1, pending_commands = pending_commands + counted.commands,
         owner = CASE WHEN at_work THEN owner END
       FROM counted WHERE c.id = counted.conversation_id)
     SELECT conversation_id, commands FROM counted`,
    [which === 'all' ? null : which.commandId],
  )
  const ids = rows.map(({ conversation_id }) => String(conversation_id))
  const stalled = await stillStalled(database, ids)
  for (const id of ids) {
    // The outbox was changed beside the journal, which the version tells it: it has to look again.
    journal.forget(id)
    await journal.change(id, (record) => {
      const back = stalled.has(id) ? {} : revived(record)
      // Written even where the row stays as it is: so that its driver, on whatever instance, hears of it.
      return { ...back, row: { ...back.row }, value: undefined }
    })
  }
  if (rows.length > 0) await fleet.adopt()
  const messages = await replayDeadMessages(database, which === 'all' ? undefined : which.commandId)
  if (messages > 0) await carrying.recheck()
  return rows.reduce((sum, { commands }) => sum + Number(commands), messages)
}

/** Asked once the replay is kept: of two at the same moment, the later one sees that none is left. */
async function stillStalled(database: Database, conversationIds: string[]): Promise<ReadonlySet<string>> {
  const rows = await database.query(
    `SELECT DISTINCT conversation_id FROM outbox WHERE conversation_id = ANY($1::uuid[]) AND ${STILL_MEANT}
       AND command ->> 'type' NOT IN ${NEVER_STALL}`,
    [conversationIds],
  )
  return new Set(rows.map(({ conversation_id }) => String(conversation_id)))
}
