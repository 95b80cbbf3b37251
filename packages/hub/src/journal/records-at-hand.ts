import { noSuchConversation } from '../conversations/conversation-id'
import type { ConversationRecord } from '../conversations/record'
import type { Database } from '../database/database'
import { forCallers } from '../database/database-error'
import { type Keys, loadRecords } from './load-records'

/** The records of conversations as last seen, where they are worth keeping; all others are read from the database. */
export interface RecordsAtHand {
  /** The record as last seen; it may be older than the database. */
  peek(id: string): ConversationRecord | undefined
  /**
   * The record, read from the database when it is not at hand. Throws `conversation-not-found`, `database-unavailable`.
   */
  get(id: string): Promise<ConversationRecord>
  /** The records that exist, by id. */
  read(ids: ReadonlyArray<string>, keys: Keys): Promise<Map<string, ConversationRecord>>
  put(record: ConversationRecord): void
  forget(id: string): void
}

interface Options {
  /** Whether the record of a conversation is worth keeping: others are read anew each time. */
  readonly isAtHand: (id: string) => boolean
  /** How often this instance's lease had run out before it was renewed. */
  readonly lapses: () => number
}

export function createRecordsAtHand(database: Database, { isAtHand, lapses }: Options): RecordsAtHand {
  const records = new Map<string, ConversationRecord>()

  async function load(id: string): Promise<ConversationRecord> {
    const asked = lapses()
    const record = (await loadRecords(database, [id])).get(id)
    if (!record) throw noSuchConversation()
    if (lapses() !== asked) return await get(id)
    // A record that was put at hand meanwhile may be older than this one, which another instance has written.
    const held = records.get(id)
    if (held && held.row.version >= record.row.version) return held
    if (isAtHand(id)) records.set(id, record)
    return record
  }

  async function get(id: string): Promise<ConversationRecord> {
    const known = records.get(id)
    if (known) return known
    try {
      return await load(id)
    } catch (thrown) {
      throw forCallers(thrown)
    }
  }

  return {
    peek: (id) => records.get(id),
    get,
    async read(ids, keys) {
      const found = new Map<string, ConversationRecord>()
      const missing: string[] = []
      for (const id of ids) {
        const record = records.get(id)
        if (record) found.set(id, record)
        else missing.push(id)
      }
      if (missing.length > 0) {
        for (const [id, record] of await loadRecords(database, missing, keys)) found.set(id, record)
      }
      return found
    },
    put(record) {
      const { id, version } = record.row
      // Others may have written since, and that may have been read already.
      if ((records.get(id)?.row.version ?? 0) <= version) records.set(id, record)
    },
    forget(id) {
      records.delete(id)
    },
  }
}
