import type { DeadLetter } from '../requests-and-answers'
import type { Carrying } from '../channels/carrying'
import { findDeadMessages, replayDeadMessages } from '../channels/dead-messages'
import { readOutboxRow } from '../conversations/columns'
import { UnreadableConversation } from '../conversations/unreadable'
import type { Fleet } from '../driving/fleet'
import type { Journal } from '../journal/journal'
import type { HubContext } from './hub-context'
import { reviveCommands } from './revive-commands'

const MOST = 1_000

/** Commands that were given up, newest first. */
export async function findDeadLetters(
  { database }: HubContext,
  { conversationId }: { readonly conversationId?: string },
): Promise<DeadLetter[]> {
  const rows = await database.query(
    `SELECT * FROM outbox WHERE dead_at IS NOT NULL AND ($1::text IS NULL OR conversation_id::text = $1)
     ORDER BY dead_at DESC LIMIT ${MOST}`,
    [conversationId ?? null],
  )
  const letters = rows.flatMap((row): DeadLetter[] => {
    const { command, platform, attempts, deadAt } = readOutboxRow(row)
    // Neither is ever given up for good: an order is dropped, and nobody misses a receipt.
    if (command.type === 'move' || command.type === 'receipt') return []
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

interface Context extends Pick<HubContext, 'database'> {
  readonly journal: Pick<Journal, 'forget' | 'change'>
  readonly fleet: Pick<Fleet, 'wake' | 'adopt'>
  readonly carrying: Pick<Carrying, 'recheck'>
}

/** Who has to hear of what was told to a conversation without the journal's knowing. */
interface Told {
  readonly beside: (conversationId: string) => void
  /** The answer was lost: whether something was, nobody knows. */
  readonly perhaps: (conversationIds: Iterable<string>) => void
}

/** Puts dead letters back to work, as if they had never been tried. Answers how many. */
export async function replayDeadLetters(
  { database, journal, fleet, carrying }: Context,
  which: { readonly commandId: string } | 'all',
  told: Told,
): Promise<number> {
  const commandId = which === 'all' ? undefined : which.commandId
  let chosen: ReadonlyArray<string> = []
  const revived = await database
    .transaction((query) =>
      reviveCommands(query, commandId, (ids) => {
        chosen = ids
      }),
    )
    .catch((thrown: unknown) => {
      told.perhaps(chosen)
      throw thrown
    })
  // First of all, for a replay that fails on its way finds nothing to repeat: they were changed beside the journal.
  for (const id of revived.keys()) {
    journal.forget(id)
    fleet.wake(id)
    told.beside(id)
  }
  for (const id of revived.keys()) {
    // Written even though the row stays as it is: so that its driver, on whatever instance, hears of it.
    await journal
      .change(id, () => ({ row: {}, value: undefined }))
      .catch((thrown: unknown) => {
        // An instance of the newer version that wrote it finds it by its version.
        if (!(thrown instanceof UnreadableConversation)) throw thrown
      })
  }
  if (revived.size > 0) await fleet.adopt()
  const messages = await replayDeadMessages(database, commandId)
  if (messages > 0) await carrying.recheck()
  return [...revived.values()].reduce((sum, commands) => sum + commands, messages)
}
