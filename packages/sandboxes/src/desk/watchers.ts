export interface Watchers {
  /** Whether anybody has the desk open: then a waiting customer waits for a person. */
  readonly present: boolean
  watch(listener: (conversationId: string) => void): () => void
  changed(conversationId: string): void
}

export function createWatchers(): Watchers {
  const listeners = new Set<(conversationId: string) => void>()
  return {
    get present() {
      return listeners.size > 0
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    changed(conversationId) {
      for (const listener of listeners) listener(conversationId)
    },
  }
}
