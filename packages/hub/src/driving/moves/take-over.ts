import { type Connector, ConversationError, transcriptToHandOver } from '@conversation-hub/core'
import { conversationEnded } from '../../conversations/conversation-ended'
import type { ConversationRow, StoredCommand } from '../../conversations/conversation-row'
import { fitStored } from '../../conversations/fit-stored'
import type { ConversationRecord } from '../../conversations/record'
import { startCommand } from '../../conversations/start-command'
import type { Database } from '../../database/database'
import type { Changes, CommandToKeep, EventToKeep } from '../../journal/changes'
import type { Journal } from '../../journal/journal'
import type { Log } from '../../settings/settings'
import { isEndOfEarlier } from '../commands/heads'
import { readSaid, type SaidLine } from '../said'
import { handedOver, type TranscriptHandedOver } from './handed-over'

/**
 * How often messages that were said meanwhile are read in addition. If they never stop, the move is tried again later.
 */
const READS = 25

/** What it takes to have another platform take over. */
export interface TakeOverContext {
  readonly database: Pick<Database, 'query'>
  readonly journal: Pick<Journal, 'get' | 'change'>
  readonly platforms: ReadonlyMap<string, Connector>
  readonly log: Log
}

/**
 * Has another platform take over: the old one is told that it is over, the new one is told what was said, and what the
 * old one has not taken yet waits for the new one. Moving to where the conversation already is changes nothing and
 * returns `undefined`. `words` are said to the customer, by the system.
 *
 * Throws `platform-unknown` and `conversation-ended`; and `database-unavailable` also if, each time the transcript had
 * been read, something more had been said.
 */
export async function takeOver(
  context: TakeOverContext,
  conversationId: string,
  { platform, words }: { readonly platform: string; readonly words?: string | undefined },
): Promise<TranscriptHandedOver | undefined> {
  const { database, journal, platforms, log } = context
  const connector = platforms.get(platform)
  if (!connector) throw unknownPlatform(platform, platforms)
  const spoken: SaidLine[] = []
  let from = 1
  for (let reads = 0; reads < READS; reads += 1) {
    const { row } = await journal.get(conversationId)
    // After the first time only what is new: reading a long transcript again would take as long again.
    spoken.push(...(await readSaid(database, conversationId, { from, to: row.nextSeq })))
    from = Math.max(from, row.nextSeq)
    const dead = await deadOnes(database, conversationId)
    const told = await journal.change(
      conversationId,
      (record): Changes & { value: TranscriptHandedOver | 'nothing' | 'again' } => {
        // Something was said while the transcript was being read. It has to be part of it, so it is read again.
        if (record.row.nextSeq !== row.nextSeq) return { value: 'again' }
        return moved(record, { platform, connector, spoken, dead, words })
      },
    )
    if (told === 'again') continue
    if (told === 'nothing') return undefined
    const { leftOut: count } = told
    if (count > 0) log({ level: 'warn', event: 'transcript-cut', conversationId, platform, count })
    return told
  }
  throw new ConversationError(
    'database-unavailable',
    'Each time the transcript had been read, something more was said, so it could not be handed over. Try the move again.',
    { outcome: 'not-started', retryAfterMs: 1_000 },
  )
}

function moved(
  { row, outbox }: ConversationRecord,
  to: {
    readonly platform: string
    readonly connector: Connector
    readonly spoken: ReadonlyArray<SaidLine>
    /** Commands that were given up. What they said is in the transcript. */
    readonly dead: ReadonlyArray<number>
    readonly words: string | undefined
  },
): Changes & { value: TranscriptHandedOver | 'nothing' } {
  const { platform, connector, spoken, dead, words } = to
  if (row.state === 'ended') throw conversationEnded(row)
  const orders = outbox.filter(({ command }) => command.type === 'move').map(({ seq }) => seq)
  // Written even if nothing changes: another instance may have moved it without this one having heard of it yet.
  if (row.managedBy === platform && !isGivenUpThere({ row, outbox }))
    return { done: orders, row: {}, value: 'nothing' }
  const waiting = outbox.filter(({ command }) => command.type === 'send')
  const comesLater = new Set(waiting.map(({ command }) => 'messageId' in command && command.messageId))
  const before = spoken
    .filter(({ messageId }) => !comesLater.has(messageId))
    .map(({ messageId: _, ...line }) => line)
  const said = [...row.priorTranscript, ...before]
  const transcript = transcriptToHandOver(said, connector.capabilities)
  return {
    events: [...told(words), { event: { type: 'state', state: 'starting', managedBy: platform } }],
    // An end for a platform that was left even before this one has still to reach it.
    done: [...dead, ...outbox.filter((one) => !isEndOfEarlier(one)).map(({ seq }) => seq)],
    commands: [
      ...endOfOld(row),
      { platform, command: startCommand(row, transcript) },
      ...waiting.map(({ command }) => ({ platform, command: retold(command, connector, spoken) })),
    ],
    row: {
      state: 'starting',
      stateBeforeStalled: undefined,
      managedBy: platform,
      sessionNumber: row.sessionNumber + 1,
      session: undefined,
      sessionKey: undefined,
      sessionStarted: false,
      cursor: undefined,
    },
    value: handedOver(said, transcript),
  }
}

/** Its start was given up, and in its place stands the order that the fallback take over, which this move comes before. */
const isGivenUpThere = ({ row, outbox }: Pick<ConversationRecord, 'row' | 'outbox'>) =>
  !row.sessionStarted &&
  outbox.some(({ command }) => command.type === 'move') &&
  !outbox.some(({ command }) => command.type === 'start')

/**
 * A waiting message in a form that the new platform takes. A choice or form of the old platform's means nothing to the
 * new one, which is told the words.
 */
function retold(command: StoredCommand, { capabilities }: Connector, spoken: ReadonlyArray<SaidLine>) {
  if (command.type !== 'send' || command.message.type === 'text') return command
  const { messageId, message } = command
  const text = spoken.find((line) => line.messageId === messageId)?.text
  const takesIt = message.type === 'attachment' && fitStored(message, capabilities).type === 'attachment'
  return takesIt || text === undefined ? command : { ...command, message: { type: 'text' as const, text } }
}

/**
 * The commands that were given up at the platform that is left. They are dropped: the next platform is told their words
 * with the transcript, and so is the first one, should the conversation come back to it. Ends for platforms that were
 * left are not among them: those have still to be told.
 */
async function deadOnes(
  database: Pick<Database, 'query'>,
  conversationId: string,
): Promise<ReadonlyArray<number>> {
  const rows = await database.query(
    'SELECT seq FROM outbox WHERE conversation_id = $1::uuid AND dead_at IS NOT NULL AND session IS NULL',
    [conversationId],
  )
  return rows.map(({ seq }) => Number(seq))
}

function endOfOld({ managedBy, session }: ConversationRow): CommandToKeep[] {
  if (managedBy === undefined || session === undefined) return []
  return [
    {
      platform: managedBy,
      command: { type: 'end', commandId: crypto.randomUUID(), reason: 'moved' },
      session,
    },
  ]
}

function told(words: string | undefined): EventToKeep[] {
  if (words === undefined) return []
  const parts = [{ type: 'text' as const, text: words }]
  return [
    {
      event: { type: 'message', messageId: crypto.randomUUID(), author: { role: 'system' }, parts },
    },
  ]
}

function unknownPlatform(platform: string, platforms: ReadonlyMap<string, Connector>): ConversationError {
  const known = [...platforms.keys()].join(', ') || 'none'
  return new ConversationError(
    'platform-unknown',
    `There is no platform "${platform}". The configured ones are: ${known}.`,
  )
}
