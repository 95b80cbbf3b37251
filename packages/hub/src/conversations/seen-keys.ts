import type { SeenKeys } from './record'

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
      return all
    },
  }
}
