import type { SeenKeys } from './record'

/**
 * How many of a conversation's newest keys are kept in memory: one that goes on for weeks must not fill it. If an event
 * with an older key comes again, the table's unique index refuses it.
 */
export const KEYS_AT_HAND = 500

/** Keys that are in the database, and keys that are about to be. */
export interface GrowingKeys extends SeenKeys {
  add(key: string): void
  /** To be called when the new keys are in the database: from now on they count for everybody. Returns all keys. */
  commit(): SeenKeys
}

/** A view of committed keys to which new ones can be added without anybody else seeing them. */
export function growKeys(committed: SeenKeys): GrowingKeys {
  const added = new Set<string>()
  return {
    has: (key) => committed.has(key) || added.has(key),
    add: (key) => added.add(key),
    commit() {
      const all = committed instanceof Set ? committed : new Set<string>()
      for (const key of added) all.add(key)
      for (const oldest of all) {
        if (all.size <= KEYS_AT_HAND) break
        all.delete(oldest)
      }
      return all
    },
  }
}
