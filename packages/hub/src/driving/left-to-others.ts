import type { LastOwner } from '../leases/adopt'

/** So long nobody takes over again what it could not go on with, in milliseconds: whoever can looks far more often. */
const LEFT_FOR_MS = 60_000
/**
 * So long after that it is remembered, in milliseconds: what nobody has, whoever looks has found by then. No longer: what is
 * free later somebody may have had, who has only just gone.
 */
const REMEMBERED_FOR_MS = 10_000

/** Conversations that this instance has let go because it cannot read them, or does not know their platform. */
export interface LeftToOthers {
  /** With how the last who spoke to their platforms went. */
  add(conversations: ReadonlyMap<string, LastOwner>): void
  /** Those that are not to be taken over now. */
  ids(): string[]
  lastOwnerOf(conversationId: string): LastOwner | undefined
  /** Of one that this instance has again: whether it was left to others long enough, and nobody has kept it. */
  cameBack(conversationId: string): boolean
}

export function leftToOthers(now: () => number = () => performance.now()): LeftToOthers {
  const left = new Map<string, { readonly until: number; readonly lastOwner: LastOwner }>()
  return {
    add(conversations) {
      for (const [id, lastOwner] of conversations) left.set(id, { until: now() + LEFT_FOR_MS, lastOwner })
    },
    ids() {
      const at = now()
      for (const [id, { until }] of left) if (until + REMEMBERED_FOR_MS <= at) left.delete(id)
      return [...left].flatMap(([id, { until }]) => (until > at ? [id] : []))
    },
    lastOwnerOf: (id) => left.get(id)?.lastOwner,
    cameBack(id) {
      const one = left.get(id)
      return one !== undefined && one.until <= now()
    },
  }
}
