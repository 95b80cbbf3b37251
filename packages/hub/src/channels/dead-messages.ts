import type { Database } from '../database/database'
import type { DeadLetter } from '../requests-and-answers'

const MOST = 1_000

/** Text messages to customers that were given up, newest first. */
export async function findDeadMessages(
  database: Database,
  conversationId: string | undefined,
): Promise<DeadLetter[]> {
  const rows = await database.query(
    `SELECT m.*, c.resource_id FROM carrier_messages m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.state = 'dead' AND ($1::text IS NULL OR m.conversation_id::text = $1)
     ORDER BY m.failed_at DESC LIMIT ${MOST}`,
    [conversationId ?? null],
  )
  return rows.map((row) => ({
    conversationId: String(row.conversation_id),
    commandId: String(row.command_id),
    platform: String(row.resource_id),
    command: 'deliver' as const,
    code: String(row.error_code),
    attempts: Number(row.attempts),
    failedAt: (row.failed_at instanceof Date ? row.failed_at : new Date(0)).toISOString(),
  }))
}

/** All messages that were given up, or the whole message to which the piece with the id `$1` belongs. */
const CHOSEN = `m.state = 'dead' AND ($1::text IS NULL OR EXISTS (
  SELECT 1 FROM carrier_messages one
  WHERE one.conversation_id = m.conversation_id AND one.seq = m.seq AND one.command_id = $1
    AND one.state = 'dead'))`

/**
 * Tries messages that were given up again, as if for the first time: all of them, or the whole message to which the given
 * piece belongs. If the customer has gone on to a web chat, the message is shown there and needs no carrier. Returns how
 * many there were.
 */
export async function replayDeadMessages(database: Database, commandId: string | undefined): Promise<number> {
  const rows = await database.query(
    `WITH revived AS (
       UPDATE carrier_messages m SET state = CASE WHEN c.channel = 'sms' THEN 'waiting' ELSE 'dropped' END,
         attempts = 0, ready_at = now(), next_try_at = NULL
       FROM conversations c WHERE c.id = m.conversation_id AND ${CHOSEN}
       RETURNING m.conversation_id),
     -- The version tells whoever carries the conversation, on whatever instance.
     again AS (
       UPDATE conversations SET carried = false, version = version + 1
       WHERE id IN (SELECT conversation_id FROM revived) RETURNING id)
     SELECT conversation_id FROM revived`,
    [commandId ?? null],
  )
  return rows.length
}

/** Forgets messages that were given up, in the same choice: they are not sent any more. Returns how many there were. */
export async function discardDeadMessages(
  database: Database,
  commandId: string | undefined,
): Promise<number> {
  const rows = await database.query(
    `UPDATE carrier_messages m SET state = 'dropped' WHERE ${CHOSEN} RETURNING m.conversation_id`,
    [commandId ?? null],
  )
  return rows.length
}
