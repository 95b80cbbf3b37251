export interface Listeners<Values extends unknown[]> {
  add(listener: (...values: Values) => void): () => void
  call(...values: Values): void
}

/** A listener that throws is the page's affair: it shows in its console, and the others hear all the same. */
export function createListeners<Values extends unknown[]>(): Listeners<Values> {
  const all = new Set<(...values: Values) => void>()
  return {
    add(listener) {
      all.add(listener)
      return () => all.delete(listener)
    },
    call(...values) {
      for (const listener of all) {
        try {
          listener(...values)
        } catch (error) {
          queueMicrotask(() => {
            throw error
          })
        }
      }
    },
  }
}
