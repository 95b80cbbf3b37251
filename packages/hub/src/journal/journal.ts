import { noSuchConversation } from '../conversations/conversation-id'
import type { OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import type { Database } from '../database/database'
import { conversationErrorOf, DatabaseError, databaseUnavailable } from '../database/database-error'
import { type Assembled, assemble, type Entry } from './assemble'
import type { Changes, WrittenEvent } from './changes'
import { loadRecords } from './load-records'
import { createWaitingEntries, type Urgency } from './waiting-entries'
import { writeStatement } from './write-statement'

/** At most so many batches are on their way to the database at once; more only make each smaller. */
const BATCHES_IN_FLIGHT = 2
/** Another instance can be first many times in a row, but not for ever. */
const MAX_ATTEMPTS = 25

/** Computes changes from a record. Pure: it runs again when somebody else was first. Throws to refuse. */
export type Change<Value> = (record: ConversationRecord) => Changes & { readonly value: Value }

/** What was written to one conversation, told after it is in the database. */
export interface Commit {
  readonly record: ConversationRecord
  /** The version that it was written on. */
  readonly onVersion: number
  readonly events: ReadonlyArray<WrittenEvent>
  readonly commands: ReadonlyArray<OutboxRow>
}

export interface Journal {
  /** Writes changes to a conversation; resolved with the change's value when they are in the database. */
  change<Value>(conversationId: string, change: Change<Value>, urgency?: Urgency): Promise<Value>
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

type Keys = 'newest keys' | 'all keys'

interface Options {
  readonly onCommit: (commit: Commit) => void
  /** The database failed while these conversations were written: whether they are, nobody knows. */
  readonly onDoubt: (conversationIds: Iterable<string>) => void
  /** Whether the record of a conversation is worth keeping at hand: others read it anew each time. */
  readonly isAtHand: (conversationId: string) => boolean
  /** Whether a platform writes down what became of its conversations. */
  readonly concludes: (platform: string) => boolean
  /** The database's time. */
  readonly now: () => Date
  /**
   * How often this instance's lease had run out before it was renewed. An answer that was asked for before such a lapse does
   * not tell how things stand: others may have taken over, and written, since.
   */
  readonly lapses: () => number
}

/**
 * The one place that writes to conversations. What arrives within one turn of the event loop, for however
 * many conversations, goes to the database in one statement. A conversation is in one batch at a time, so
 * that its events are numbered in the order in which they are committed.
 */
export function createJournal(database: Database, options: Options): Journal {
  const { onCommit, onDoubt, isAtHand, lapses } = options
  const records = new Map<string, ConversationRecord>()
  const waiting = createWaitingEntries(() => schedule())
  const busy = new Set<string>()
  /** What is written to them is perhaps there already, under a key that is older than those at hand. */
  const collided = new Set<string>()
  const idle = new Set<() => void>()
  let inFlight = 0
  let scheduled = false

  function schedule(): void {
    if (scheduled || inFlight >= BATCHES_IN_FLIGHT || !waiting.isPressing) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      const batch = waiting.take((id) => busy.has(id))
      if (batch.size === 0) return
      for (const id of batch.keys()) busy.add(id)
      void flush(batch)
      schedule()
    })
  }

  async function flush(batch: Map<string, Entry[]>): Promise<void> {
    inFlight += 1
    const ids = [...batch.keys()]
    const keys = ids.some((id) => collided.delete(id)) ? 'all keys' : 'newest keys'
    try {
      await write(batch, await recordsOf(ids, keys))
    } catch (thrown) {
      fail(batch, thrown, keys)
    } finally {
      inFlight -= 1
      for (const id of ids) {
        busy.delete(id)
        if (!isAtHand(id)) records.delete(id)
      }
      schedule()
      if (waiting.size === 0 && inFlight === 0) for (const resolve of idle) resolve()
    }
  }

  /** As they are at hand, or from the database. */
  async function recordsOf(ids: ReadonlyArray<string>, keys: Keys): Promise<Map<string, ConversationRecord>> {
    const known = new Map<string, ConversationRecord>()
    const missing: string[] = []
    for (const id of ids) {
      const record = records.get(id)
      if (record) known.set(id, record)
      else missing.push(id)
    }
    if (missing.length > 0) {
      for (const [id, record] of await loadRecords(database, missing, keys)) known.set(id, record)
    }
    return known
  }

  async function write(batch: Map<string, Entry[]>, before: Map<string, ConversationRecord>): Promise<void> {
    const changed: Assembled[] = []
    for (const [id, entries] of batch) {
      const record = before.get(id)
      const assembled = record && assemble(record, entries, options)
      if (assembled?.write) changed.push(assembled)
      else if (assembled) for (const { resolve } of assembled.entries) resolve()
      else for (const { reject } of entries) reject(noSuchConversation())
    }
    if (changed.length === 0) return
    const { name, text, values } = writeStatement(changed)
    const asked = lapses()
    const rows = await database.queryPrepared(name, text, values)
    const written = new Set(rows.map(({ id }) => id))
    for (const one of changed) {
      if (written.has(one.id)) committed(one, lapses() === asked)
      else {
        records.delete(one.id)
        again(one.id, one.entries)
      }
    }
  }

  function committed({ id, record: next, keys, entries, write: done }: Assembled, isNow: boolean): void {
    const record = { ...next, seen: keys.commit() }
    if (isNow) records.set(id, record)
    if (done) {
      const { events, commands, expectedVersion: onVersion } = done
      onCommit({ record, onVersion, events, commands })
    }
    for (const { resolve } of entries) resolve()
  }

  /** Puts entries back in front of those that came after them. */
  function again(id: string, entries: ReadonlyArray<Entry>): void {
    const worthIt = entries.filter((entry) => {
      entry.attempts += 1
      if (entry.attempts < MAX_ATTEMPTS) return true
      entry.reject(databaseUnavailable(new DatabaseError('again', 'contention')))
      return false
    })
    if (worthIt.length > 0) waiting.putBack(id, worthIt)
  }

  /**
   * What one conversation is to blame for is no other's trouble: after a collision or a defect each is written by
   * itself; after a collision with all its keys known.
   */
  function fail(batch: Map<string, Entry[]>, thrown: unknown, keys: Keys): void {
    // What the database throws has a name of its own: anything else is a row that makes no sense.
    const failure = thrown instanceof DatabaseError ? thrown.failure : 'broken'
    const hasCollided = failure === 'collision'
    const isBroken = failure === 'broken'
    if (failure === 'unavailable') onDoubt(batch.keys())
    const refusal = hasCollided ? thrown : conversationErrorOf(thrown, 'Writing to a conversation')
    const retry =
      failure === 'again' || (hasCollided && keys === 'newest keys') || (isBroken && batch.size > 1)
    for (const [id, entries] of batch) {
      records.delete(id)
      if (retry) again(id, entries)
      else for (const { reject } of entries) reject(refusal)
      if (retry && (hasCollided || isBroken)) waiting.separate(id)
      if (retry && hasCollided) collided.add(id)
    }
  }

  async function get(id: string): Promise<ConversationRecord> {
    const known = records.get(id)
    if (known) return known
    try {
      const asked = lapses()
      const record = (await loadRecords(database, [id])).get(id)
      if (!record) throw noSuchConversation()
      if (lapses() !== asked) return await get(id)
      // What was put at hand meanwhile may be older: another instance's word of its write would come to nothing.
      const held = records.get(id)
      if (held && held.row.version >= record.row.version) return held
      if (!busy.has(id) && isAtHand(id)) records.set(id, record)
      return record
    } catch (thrown) {
      throw thrown instanceof DatabaseError ? databaseUnavailable(thrown) : thrown
    }
  }

  return {
    change(conversationId, change, urgency = 'hurried') {
      return new Promise((resolve, reject) => {
        let outcome: { value: ReturnType<typeof change>['value'] } | undefined
        const entry: Entry = {
          run(record) {
            const changes = change(record)
            outcome = changes
            return changes
          },
          resolve: () => (outcome ? resolve(outcome.value) : reject(noSuchConversation())),
          reject,
          attempts: 0,
        }
        waiting.add(conversationId, entry, urgency)
        schedule()
      })
    },
    peek: (id) => records.get(id),
    get,
    remember(record) {
      if (!busy.has(record.row.id)) records.set(record.row.id, record)
    },
    forget(id) {
      records.delete(id)
    },
    async settled() {
      waiting.hurry()
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
