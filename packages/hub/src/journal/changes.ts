import type { NewEvent } from '@conversation-hub/core'
import {
  type ConversationRow,
  isErased,
  type OutboxRow,
  type StoredCommand,
} from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import type { GrowingKeys } from '../conversations/seen-keys'
import { keepableJson } from '../database/keepable'

/** What to write to one conversation, all or nothing. */
export interface Changes {
  readonly events?: ReadonlyArray<EventToKeep>
  readonly commands?: ReadonlyArray<CommandToKeep>
  /** The outbox numbers of commands that are done. */
  readonly done?: ReadonlyArray<number>
  /** Commands that were tried without success, or given up. */
  readonly tried?: ReadonlyArray<TriedCommand>
  readonly row?: RowPatch
}

export interface EventToKeep {
  readonly event: NewEvent
  /** If an event with this key is already there, this one is not written. */
  readonly dedupeKey?: string
}

export interface CommandToKeep {
  readonly platform: string
  readonly command: StoredCommand
  readonly session?: string | undefined
}

export interface TriedCommand extends Pick<OutboxRow, 'seq' | 'attempts' | 'nextTryAt' | 'deadAt'> {
  readonly errorCode: string
  /** What the command brings along in place of its session, since that was renewed. Absent if it was not. */
  readonly session?: string
}

export type RowPatch = Partial<
  Pick<
    ConversationRow,
    | 'resourceId'
    | 'channel'
    | 'destination'
    | 'customerIdentifier'
    | 'state'
    | 'stateBeforeStalled'
    | 'managedBy'
    | 'endReason'
    | 'owner'
    | 'fence'
    | 'sessionNumber'
    | 'session'
    | 'sessionKey'
    | 'sessionStarted'
    | 'cursor'
  >
>

/** An event with its number, as it is in the table. `body` is its JSON without `seq` and `at`. */
export interface WrittenEvent {
  readonly conversationId: string
  readonly seq: number
  readonly type: NewEvent['type']
  readonly at: string
  readonly body: string
  readonly dedupeKey: string | undefined
  /** Who spoke, if it was the customer or the platform. */
  readonly speaker?: 'customer' | 'platform' | undefined
}

export interface Applied {
  readonly record: ConversationRecord
  readonly events: ReadonlyArray<WrittenEvent>
  readonly commands: ReadonlyArray<OutboxRow>
}

interface Circumstances {
  readonly now: Date
  readonly keys: GrowingKeys
  /** Whether a platform records how its conversations went. */
  readonly concludes: (platform: string) => boolean
}

/** The record after the changes, and the rows to write for them. Adds new dedupe keys to `keys`. */
export function applyChanges(
  record: ConversationRecord,
  changes: Changes,
  { now, keys, concludes }: Circumstances,
): Applied {
  const { events, unproven, nextSeq } = numberEvents(record, changes.events ?? [], { now, keys })
  const ends = changes.row?.state === 'ended' && record.row.state !== 'ended'
  // The session may come last: with the answer to a start, which may itself end the conversation, or come after the end.
  const after = { ...record.row, ...changes.row }
  const conclusion = hasTakenPlace(after) && !hasTakenPlace(record.row) ? conclusionOf(after, concludes) : []
  const commands = numberCommands(record.row, [...(changes.commands ?? []), ...conclusion], now)
  const outbox = outboxAfter(record.outbox, commands, changes)
  const row: ConversationRow = {
    ...after,
    ...(ends && { endedAt: now }),
    nextSeq,
    nextCommandSeq: record.row.nextCommandSeq + commands.length,
    pendingCommands: outbox.filter(({ deadAt }) => deadAt === undefined).length,
    version: record.row.version + 1,
  }
  return { record: { row, outbox, seen: keys, unproven }, events, commands }
}

/** It has ended, and its platform may have heard of it. */
const hasTakenPlace = ({ state, session }: ConversationRow) => state === 'ended' && session !== undefined

/**
 * The command to record how the conversation went. It is kept together with the end, or with the session if that comes
 * later, so that no crash loses it. Nothing is recorded of a customer who was erased.
 */
function conclusionOf(row: ConversationRow, concludes: Circumstances['concludes']): CommandToKeep[] {
  const { managedBy } = row
  if (managedBy === undefined || isErased(row) || !concludes(managedBy)) return []
  return [{ platform: managedBy, command: { type: 'conclude', commandId: crypto.randomUUID() } }]
}

function outboxAfter(
  before: ReadonlyArray<OutboxRow>,
  commands: ReadonlyArray<OutboxRow>,
  { done = [], tried = [] }: Changes,
): ReadonlyArray<OutboxRow> {
  const outbox = commands.length === 0 ? before : [...before, ...commands]
  if (done.length === 0 && tried.length === 0) return outbox
  return outbox
    .filter(({ seq }) => !done.includes(seq))
    .map((one) => {
      const update = tried.find(({ seq }) => seq === one.seq)
      return update ? { ...one, ...update } : one
    })
    .filter((one) => one.deadAt === undefined || one.command.type === 'start')
}

function numberEvents(
  record: ConversationRecord,
  toKeep: ReadonlyArray<EventToKeep>,
  { now, keys }: Pick<Circumstances, 'now' | 'keys'>,
) {
  const events: WrittenEvent[] = []
  let unproven = record.unproven
  let { nextSeq } = record.row
  const at = now.toISOString()
  for (const { event, dedupeKey } of toKeep) {
    if (dedupeKey !== undefined) {
      if (keys.has(dedupeKey)) continue
      keys.add(dedupeKey)
    }
    events.push({
      conversationId: record.row.id,
      seq: nextSeq,
      type: event.type,
      at,
      body: keepableJson(event),
      dedupeKey,
      speaker: speakerOf(event),
    })
    nextSeq += 1
    if (event.type === 'receipt' && unproven.length > 0) {
      unproven = unproven.filter(({ messageId }) => messageId !== event.messageId)
    }
    // What is said while there is no platform reaches the next one with its start, and gets no receipt of its own.
    if (event.type === 'message' && event.author.role === 'customer' && record.row.managedBy !== undefined) {
      const text = event.parts.map((part) => ('text' in part ? part.text : '')).join('')
      unproven = [...unproven, { messageId: event.messageId, text }]
    }
  }
  return { events, unproven, nextSeq }
}

function speakerOf(event: NewEvent): WrittenEvent['speaker'] {
  if (event.type !== 'message' || event.author.role === 'system') return undefined
  return event.author.role === 'customer' ? 'customer' : 'platform'
}

function numberCommands(row: ConversationRow, toKeep: ReadonlyArray<CommandToKeep>, now: Date): OutboxRow[] {
  return toKeep.map((command, index) => newCommand(command, row.nextCommandSeq + index, now))
}

/** A command as it is kept, before it was ever tried. */
export function newCommand(
  { platform, command, session }: CommandToKeep,
  seq: number,
  createdAt: Date,
): OutboxRow {
  return {
    seq,
    platform,
    command,
    session,
    attempts: 0,
    createdAt,
    nextTryAt: undefined,
    deadAt: undefined,
    isInDoubt: false,
  }
}
