import type { SeenKeys } from './record'

/**
 * So many of a conversation's newest keys are kept at hand: one that goes on for weeks must not fill the memory.
 * An older one is found by the table's unique index, when it is written a second time.
 */
export const KEYS_AT_HAND = 500

/** Keys that are in the database, and those that are about to be. */
export interface GrowingKeys extends SeenKeys {
  add(key: string): void
  /** The new keys are in the database: they count for everybody from now on. Answers the keys as they now are. */
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
