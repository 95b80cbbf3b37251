import { noSuchConversation } from '../conversations/conversation-id'
import type { OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import type { Database } from '../database/database'
import { conversationErrorOf, DatabaseError, databaseUnavailable } from '../database/database-error'
import { type Assembled, assemble, type Entry } from './assemble'
import type { Changes, WrittenEvent } from './changes'
import type { Keys } from './load-records'
import { createRecordsAtHand } from './records-at-hand'
import { createWaitingEntries, type Urgency } from './waiting-entries'
import { writeStatement } from './write-statement'

/** How many batches may be on their way to the database at once. More would only make each smaller. */
const BATCHES_IN_FLIGHT = 2
/** How often a change is tried. Another instance can be first many times in a row, but not for ever. */
const MAX_ATTEMPTS = 25

/** Computes changes from a record. Pure, because it runs again when somebody else has written first. Throws to refuse. */
export type Change<Value> = (record: ConversationRecord) => Changes & { readonly value: Value }

/** What has been written to one conversation, and is in the database. */
export interface Commit {
  readonly record: ConversationRecord
  /** The version of the conversation to which the changes were made. */
  readonly onVersion: number
  readonly events: ReadonlyArray<WrittenEvent>
  readonly commands: ReadonlyArray<OutboxRow>
}

export interface Journal {
  /** Writes changes to a conversation. Resolves with the change's value when they are in the database. */
  change<Value>(conversationId: string, change: Change<Value>, urgency?: Urgency): Promise<Value>
  /** The record as last seen, if it is at hand. The database may have a newer one. */
  peek(conversationId: string): ConversationRecord | undefined
  /** The record, read from the database if it is not at hand. */
  get(conversationId: string): Promise<ConversationRecord>
  /** Keeps a record at hand that was written or read elsewhere. */
  remember(record: ConversationRecord): void
  /** Makes the next look at this conversation read the database. */
  forget(conversationId: string): void
  /** Resolves when everything asked for so far is written or refused. */
  settled(): Promise<void>
}

interface Options {
  readonly onCommit: (commit: Commit) => void
  /** Called when the database failed during a write, so that nobody knows whether these conversations were written. */
  readonly onDoubt: (conversationIds: Iterable<string>) => void
  /** Whether a conversation's record is worth keeping at hand. Others are read anew each time. */
  readonly isAtHand: (conversationId: string) => boolean
  /** Whether a platform records how its conversations went. */
  readonly concludes: (platform: string) => boolean
  /** The database's time. */
  readonly now: () => Date
  /**
   * How often this instance's lease has run out before it was renewed. An answer to a question from before such a lapse
   * may be out of date: others may have taken over, and written, in between.
   */
  readonly lapses: () => number
}

/**
 * The one place that writes to conversations. Whatever is asked for within one turn of the event loop, for however many
 * conversations, goes to the database in one statement. A conversation is only in one batch at a time, so that its events
 * are numbered in the order in which they are committed.
 */
export function createJournal(database: Database, options: Options): Journal {
  const { onCommit, onDoubt, isAtHand, lapses } = options
  const waiting = createWaitingEntries(() => schedule())
  const busy = new Set<string>()
  /** How often a write was answered only after the lease had run out. What was read meanwhile may be of before it. */
  let late = 0
  const records = createRecordsAtHand(database, { isAtHand, lapses: () => lapses() + late })
  /** Conversations in which an event may be there already, under a key that is older than those at hand. */
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

  async function flush(batch: Map<string, ReadonlyArray<Entry>>): Promise<void> {
    inFlight += 1
    const ids = [...batch.keys()]
    const keys = ids.some((id) => collided.delete(id)) ? 'all keys' : 'newest keys'
    try {
      await write(batch, await records.read(ids, keys))
    } catch (thrown) {
      fail(batch, thrown, keys)
    } finally {
      inFlight -= 1
      for (const id of ids) {
        busy.delete(id)
        if (!isAtHand(id)) records.forget(id)
      }
      schedule()
      if (waiting.size === 0 && inFlight === 0) for (const resolve of idle) resolve()
    }
  }

  /** What has had its answer leaves the batch: should the rest fail, it must not run again. */
  async function write(
    batch: Map<string, ReadonlyArray<Entry>>,
    before: Map<string, ConversationRecord>,
  ): Promise<void> {
    const changed: Assembled[] = []
    for (const [id, entries] of batch) {
      const record = before.get(id)
      const assembled = record && assemble(record, entries, options)
      if (assembled && assembled.later.length > 0) waiting.putBack(id, assembled.later)
      if (assembled?.write) {
        changed.push(assembled)
        batch.set(id, assembled.entries)
        continue
      }
      batch.delete(id)
      if (assembled) for (const { resolve } of assembled.entries) resolve()
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
        records.forget(one.id)
        again(one.id, one.entries)
      }
    }
  }

  function committed({ record: next, keys, entries, write: done }: Assembled, isNow: boolean): void {
    const record = { ...next, seen: keys.commit() }
    if (isNow) records.put(record)
    else {
      late += 1
      records.forget(record.row.id)
    }
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
   * One conversation's failure must not affect the others in its batch. So after a collision or a defect each is
   * written by itself; after a collision with all of its keys.
   */
  function fail(batch: ReadonlyMap<string, ReadonlyArray<Entry>>, thrown: unknown, keys: Keys): void {
    // The database throws nothing but `DatabaseError`. Anything else means that a row could not be read.
    const failure = thrown instanceof DatabaseError ? thrown.failure : 'broken'
    const hasCollided = failure === 'collision'
    const isBroken = failure === 'broken'
    if (failure === 'unavailable') onDoubt(batch.keys())
    const refusal = hasCollided ? thrown : conversationErrorOf(thrown, 'Writing to a conversation')
    const retry =
      failure === 'again' || (hasCollided && keys === 'newest keys') || (isBroken && batch.size > 1)
    for (const [id, entries] of batch) {
      records.forget(id)
      if (retry) again(id, entries)
      else for (const { reject } of entries) reject(refusal)
      if (retry && (hasCollided || isBroken)) waiting.separate(id)
      if (retry && hasCollided) collided.add(id)
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
    peek: records.peek,
    get: records.get,
    remember: records.put,
    forget: records.forget,
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
