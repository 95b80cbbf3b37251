import type { Carrying } from '../channels/carrying'
import { discardDeadMessages, findDeadMessages, replayDeadMessages } from '../channels/dead-messages'
import { readOutboxRow } from '../conversations/columns'
import { UnreadableConversation } from '../conversations/unreadable'
import type { Query } from '../database/database'
import type { Fleet } from '../driving/fleet'
import type { Journal } from '../journal/journal'
import type { DeadLetter } from '../requests-and-answers'
import { discardCommands } from './discard-commands'
import type { HubContext } from './hub-context'
import { reviveCommands } from './revive-commands'

const MOST = 1_000

/** Commands and text messages that were given up, newest first. */
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
    // Neither kind becomes a dead letter: a move that fails is dropped, and so is a receipt.
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

/** Whom to tell that conversations were written to without the journal. */
interface Told {
  readonly beside: (conversationId: string) => void
  /** The same if the database's answer was lost, so that nobody knows whether they were. */
  readonly perhaps: (conversationIds: Iterable<string>) => void
}

/** One dead letter, by its command id, or all of them. */
type Which = { readonly commandId: string } | 'all'

/** Tries dead letters again, as if for the first time. Returns how many there were. */
export async function replayDeadLetters(context: Context, which: Which, told: Told): Promise<number> {
  const commands = await changeBesideJournal(context, which, told, reviveCommands)
  const messages = await replayDeadMessages(context.database, commandIdOf(which))
  if (messages > 0) await context.carrying.recheck()
  return commands + messages
}

/** Forgets dead letters: nobody will try them again. Returns how many there were. */
export async function discardDeadLetters(context: Context, which: Which, told: Told): Promise<number> {
  const commands = await changeBesideJournal(context, which, told, discardCommands)
  return commands + (await discardDeadMessages(context.database, commandIdOf(which)))
}

const commandIdOf = (which: Which) => (which === 'all' ? undefined : which.commandId)

/** Changes commands that were given up, and tells whoever has their conversations at hand. Returns how many there were. */
async function changeBesideJournal(
  { database, journal, fleet }: Context,
  which: Which,
  told: Told,
  change: (
    query: Query,
    commandId: string | undefined,
    onChosen: (conversationIds: ReadonlyArray<string>) => void,
  ) => Promise<ReadonlyMap<string, number>>,
): Promise<number> {
  let chosen: ReadonlyArray<string> = []
  const changed = await database
    .transaction((query) =>
      change(query, commandIdOf(which), (ids) => {
        chosen = ids
      }),
    )
    .catch((thrown: unknown) => {
      told.perhaps(chosen)
      throw thrown
    })
  // First of all: the journal does not know of these changes yet, and if this call failed on its way, another one would
  // find nothing left to change.
  for (const id of changed.keys()) {
    journal.forget(id)
    fleet.wake(id)
    told.beside(id)
  }
  for (const id of changed.keys()) {
    // Written even though the row stays the same, so that the conversation's driver hears of it, on whatever instance.
    await journal
      .change(id, () => ({ row: {}, value: undefined }))
      .catch((thrown: unknown) => {
        // An instance with the newer version that wrote it notices that its version has changed.
        if (!(thrown instanceof UnreadableConversation)) throw thrown
      })
  }
  if (changed.size > 0) await fleet.adopt()
  return [...changed.values()].reduce((sum, commands) => sum + commands, 0)
}
