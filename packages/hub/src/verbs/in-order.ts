/**
 * Keeps the order in which things are asked for in one conversation, where for some of them something has to be looked up or
 * kept first. What `write` does first of all has to be to hand its change to the journal: from there on that keeps the order.
 */
export interface InOrder {
  /** Writes at once, unless something that was asked for before is not written yet. */
  next<Result>(conversationId: string, write: () => Promise<Result>): Promise<Result>
  /** Writes as soon as what it needs is there: before whatever is asked for after it. */
  needing<Needed, Result>(
    conversationId: string,
    needed: Promise<Needed>,
    write: (needed: Needed) => Promise<Result>,
  ): Promise<Result>
}

export function createInOrder(): InOrder {
  /** By conversation: resolved when everything that was asked for has been handed over, or has failed. */
  const last = new Map<string, Promise<void>>()

  const needing: InOrder['needing'] = async (id, needed, write) => {
    // Whatever becomes of what it needs: who comes next waits for those before it, too.
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
