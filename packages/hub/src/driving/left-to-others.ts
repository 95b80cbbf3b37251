import type { LastOwner } from '../leases/adopt'

/**
 * How long this instance does not take a conversation back, in milliseconds. Those that can go on with it look far more
 * often.
 */
const LEFT_FOR_MS = 60_000
/**
 * How long after that it is remembered, in milliseconds. If nobody has it, this instance finds it within that time. Not
 * longer: a conversation found later may have had another owner in between.
 */
const REMEMBERED_FOR_MS = 10_000

/** The conversations that this instance has let go because it cannot read them or does not know their platform. */
export interface LeftToOthers {
  /** Adds conversations, each with how the last instance that spoke to its platform stopped. */
  add(conversations: ReadonlyMap<string, LastOwner>): void
  /** Those that this instance should not take over now. */
  ids(): string[]
  lastOwnerOf(conversationId: string): LastOwner | undefined
  /** For a conversation that this instance has again: whether others had long enough to take it, and none did. */
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
