import type { LastOwner } from '../leases/adopt'

/** So long nobody takes over again what it could not go on with, in milliseconds: whoever can looks far more often. */
const LEFT_FOR_MS = 60_000

/** Conversations that this instance has let go because it cannot read them, or does not know their platform. */
export interface LeftToOthers {
  /** With how the last who spoke to their platforms went. */
  add(conversations: ReadonlyMap<string, LastOwner>): void
  /** Those that are not to be taken over now. */
  ids(): string[]
  lastOwnerOf(conversationId: string): LastOwner | undefined
}

export function leftToOthers(now: () => number = () => performance.now()): LeftToOthers {
  const left = new Map<string, { readonly until: number; readonly lastOwner: LastOwner }>()
  return {
    add(conversations) {
      for (const [id, lastOwner] of conversations) left.set(id, { until: now() + LEFT_FOR_MS, lastOwner })
    },
    ids() {
      for (const [id, { until }] of left) if (until <= now()) left.delete(id)
      return [...left.keys()]
    },
    lastOwnerOf: (id) => left.get(id)?.lastOwner,
  }
}
