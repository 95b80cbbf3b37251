import { ConversationError } from '@conversation-hub/core'
import type { OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { growKeys } from '../conversations/seen-keys'
import type { Database } from '../database/database'
import { DatabaseError, databaseErrorFrom, databaseUnavailable } from '../database/database-error'
import { type Applied, applyChanges, type Changes, type TriedCommand, type WrittenEvent } from './changes'
import { loadRecords } from './load-records'
import { type ConversationWrite, writeStatement } from './write-statement'

/** At most so many batches are on their way to the database at once; more only make each smaller. */
const BATCHES_IN_FLIGHT = 2
const CONVERSATIONS_PER_BATCH = 500
/** Another instance can be first many times in a row, but not for ever. */
const MAX_ATTEMPTS = 25

/** Computes changes from a record. Pure: it runs again when somebody else was first. Throws to refuse. */
export type Change<Value> = (record: ConversationRecord) => Changes & { readonly value: Value }

/** What was written to one conversation, told after it is in the database. */
export interface Commit {
  readonly record: ConversationRecord
  readonly events: ReadonlyArray<WrittenEvent>
  readonly commands: ReadonlyArray<OutboxRow>
}

export interface Journal {
  /** Writes changes to a conversation; resolved with the change's value when they are in the database. */
  change<Value>(conversationId: string, change: Change<Value>): Promise<Value>
  /** The record as last seen; it may be older than the database. */
  peek(conversationId: string): ConversationRecord | undefined
  /** The record, read from the database when it is not at hand. */
  get(conversationId: string): Promise<ConversationRecord>
  /** Puts a record at hand that somebody else has just written or read. */
  remember(record: ConversationRecord): void
  /** The next look at this conversation reads the database. */
  forget(conversationId: string): void
  /** Resolved when everything asked for so far is written or refused. */
  settled(): Promise<void>
}

interface Entry {
  readonly run: (record: ConversationRecord) => Changes
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  attempts: number
}

/**
 * The one place that writes to conversations. What arrives within one turn of the event loop, for however
 * many conversations, goes to the database in one statement. A conversation is in one batch at a time, so
 * that its events are numbered in the order in which they are committed.
 */
export function createJournal(database: Database, onCommit: (commit: Commit) => void): Journal {
  const records = new Map<string, ConversationRecord>()
  const waiting = new Map<string, Entry[]>()
  const busy = new Set<string>()
  /** After a collision each conversation of the batch goes alone, so that only the guilty one fails. */
  const alone = new Set<string>()
  const idle = new Set<() => void>()
  let inFlight = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled || inFlight >= BATCHES_IN_FLIGHT || waiting.size === 0) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      const batch = takeBatch()
      if (batch.size > 0) void flush(batch)
      if (waiting.size > 0 && batch.size > 0) schedule()
    })
  }

  function takeBatch(): Map<string, Entry[]> {
    const batch = new Map<string, Entry[]>()
    for (const [id, entries] of waiting) {
      const goesAlone = alone.has(id)
      if (busy.has(id) || (goesAlone && batch.size > 0)) continue
      batch.set(id, entries)
      busy.add(id)
      waiting.delete(id)
      alone.delete(id)
      if (goesAlone || batch.size >= CONVERSATIONS_PER_BATCH) break
    }
    return batch
  }

  async function flush(batch: Map<string, Entry[]>): Promise<void> {
    inFlight += 1
    try {
      await loadMissing([...batch.keys()])
      await writeBatch(batch)
    } catch (thrown) {
      failBatch(batch, databaseErrorFrom(thrown))
    } finally {
      inFlight -= 1
      for (const id of batch.keys()) busy.delete(id)
      schedule()
      if (waiting.size === 0 && inFlight === 0) for (const resolve of idle) resolve()
    }
  }

  async function loadMissing(ids: ReadonlyArray<string>): Promise<void> {
    const missing = ids.filter((id) => !records.has(id))
    if (missing.length === 0) return
    for (const [id, record] of await loadRecords(database, missing)) records.set(id, record)
  }

  async function writeBatch(batch: Map<string, Entry[]>): Promise<void> {
    const assembled = [...batch].flatMap(([id, entries]) => assemble(id, entries))
    const writes = assembled.filter(({ write }) => write !== undefined)
    for (const { write, entries } of assembled) if (!write) for (const { resolve } of entries) resolve()
    if (writes.length === 0) return
    const written = await run(
      writes.flatMap(({ write }) => write ?? []),
      writes.some(({ rare }) => rare),
    )
    for (const { id, record: assembledRecord, keys, entries, write } of writes) {
      if (!written.has(id)) {
        records.delete(id)
        again(id, entries)
        continue
      }
      const record = { ...assembledRecord, seen: keys.commit() }
      records.set(id, record)
      if (write) onCommit({ record, events: write.events, commands: write.commands })
      for (const { resolve } of entries) resolve()
    }
  }

  async function run(writes: ReadonlyArray<ConversationWrite>, rare: boolean): Promise<Set<string>> {
    const { name, text, values } = writeStatement(writes, rare)
    const rows = await database.queryPrepared(name, text, values)
    return new Set(rows.map(({ id }) => String(id)))
  }

  /** Runs the changes one after the other on the record in memory; a refused one leaves no trace. */
  function assemble(id: string, entries: ReadonlyArray<Entry>) {
    const before = records.get(id)
    if (!before) {
      for (const { reject } of entries) reject(notFound())
      return []
    }
    const now = new Date()
    const accepted: Entry[] = []
    const events: WrittenEvent[] = []
    const commands: OutboxRow[] = []
    const done: number[] = []
    const tried: TriedCommand[] = []
    const keys = growKeys(before.seen)
    let record = before
    let rare = false
    let changed = false
    for (const entry of entries) {
      try {
        const changes = entry.run(record)
        accepted.push(entry)
        if (isEmpty(changes)) continue
        const applied: Applied = applyChanges(record, changes, { now, keys })
        record = applied.record
        events.push(...applied.events)
        commands.push(...applied.commands)
        done.push(...(changes.done ?? []))
        tried.push(...(changes.tried ?? []))
        rare ||= isRare(changes)
        changed = true
      } catch (thrown) {
        entry.reject(thrown)
      }
    }
    const write = changed
      ? { expectedVersion: before.row.version, row: record.row, events, commands, done, tried }
      : undefined
    return [{ id, record, keys, entries: accepted, rare, write }]
  }

  /** Puts entries back in front of those that came after them. */
  function again(id: string, entries: ReadonlyArray<Entry>): void {
    const worthIt = entries.filter((entry) => {
      entry.attempts += 1
      if (entry.attempts < MAX_ATTEMPTS) return true
      entry.reject(databaseUnavailable(new DatabaseError('again', 'contention')))
      return false
    })
    if (worthIt.length > 0) waiting.set(id, [...worthIt, ...(waiting.get(id) ?? [])])
  }

  function failBatch(batch: Map<string, Entry[]>, error: DatabaseError): void {
    for (const id of batch.keys()) records.delete(id)
    const collided = error.failure === 'collision'
    const retry = error.failure === 'again' || (collided && batch.size > 1)
    for (const [id, entries] of batch) {
      if (retry) again(id, entries)
      else for (const { reject } of entries) reject(collided ? error : databaseUnavailable(error))
      if (retry && collided) alone.add(id)
    }
  }

  return {
    change(conversationId, change) {
      return new Promise((resolve, reject) => {
        let outcome: { value: ReturnType<typeof change>['value'] } | undefined
        const entry: Entry = {
          run(record) {
            const changes = change(record)
            outcome = { value: changes.value }
            return changes
          },
          resolve: () => (outcome ? resolve(outcome.value) : reject(notFound())),
          reject,
          attempts: 0,
        }
        const entries = waiting.get(conversationId)
        if (entries) entries.push(entry)
        else waiting.set(conversationId, [entry])
        schedule()
      })
    },
    peek: (id) => records.get(id),
    async get(id) {
      const known = records.get(id)
      if (known) return known
      try {
        const record = (await loadRecords(database, [id])).get(id)
        if (!record) throw notFound()
        if (!busy.has(id) && !records.has(id)) records.set(id, record)
        return record
      } catch (thrown) {
        throw thrown instanceof DatabaseError ? databaseUnavailable(thrown) : thrown
      }
    },
    remember(record) {
      if (!busy.has(record.row.id)) records.set(record.row.id, record)
    },
    forget(id) {
      records.delete(id)
    },
    async settled() {
      while (waiting.size > 0 || inFlight > 0) {
        await new Promise<void>((resolve) => {
          const once = () => {
            idle.delete(once)
            resolve()
          }
          idle.add(once)
        })
      }
    },
  }
}

function isEmpty({ events, commands, done, tried, row }: Changes): boolean {
  return !events?.length && !commands?.length && !done?.length && !tried?.length && row === undefined
}

/** Whether a column changes that most batches leave out. */
function isRare({ row }: Changes): boolean {
  return row !== undefined && Object.keys(row).some((column) => column !== 'state' && column !== 'cursor')
}

const notFound = () =>
  new ConversationError('conversation-not-found', 'There is no conversation with this id.')
