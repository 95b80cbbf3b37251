/**
 * Keeps the order in which things are asked for in one conversation, although something has to be looked up or kept
 * first for some of them. `write` has to begin by handing its change to the journal, which keeps the order from then
 * on.
 */
export interface InOrder {
  /** Writes at once, or as soon as everything that was asked for before has been written. */
  next<Result>(conversationId: string, write: () => Promise<Result>): Promise<Result>
  /** Writes as soon as what it needs is there, and before anything that is asked for after it. */
  needing<Needed, Result>(
    conversationId: string,
    needed: Promise<Needed>,
    write: (needed: Needed) => Promise<Result>,
  ): Promise<Result>
}

export function createInOrder(): InOrder {
  /** By conversation, a promise that resolves when everything asked for so far has been handed over or has failed. */
  const last = new Map<string, Promise<void>>()

  const needing: InOrder['needing'] = async (id, needed, write) => {
    // Even if what it needs fails: whatever comes next has to wait for everything before it.
    const handedOver = Promise.allSettled([last.get(id), needed])
      .then(() => needed)
      .then((found) => ({ written: write(found) }))
    const place = handedOver.then(ignore, ignore)
    last.set(id, place)
    void place.then(() => {
      if (last.get(id) === place) last.delete(id)
    })
    return (await handedOver).written
  }

  return {
    next: (id, write) => (last.has(id) ? needing(id, Promise.resolve(), write) : write()),
    needing,
  }
}

const ignore = () => {}
