/** Events that have arrived and have not been taken yet. */
export interface Arrivals {
  add(message: unknown): void
  /** Everything, in the order in which it arrived. */
  take(): unknown[]
  readonly isEmpty: boolean
  /** Calls as soon as nothing waits to be taken; at once where nothing does. */
  whenEmpty(go: () => void): void
}

export function createArrivals(): Arrivals {
  let waiting: unknown[] = []
  let held: Array<() => void> = []
  return {
    add: (message) => void waiting.push(message),
    take() {
      const [taken, released] = [waiting, held]
      waiting = []
      held = []
      for (const go of released) go()
      return taken
    },
    get isEmpty() {
      return waiting.length === 0
    },
    whenEmpty(go) {
      if (waiting.length === 0) go()
      else held.push(go)
    },
  }
}
