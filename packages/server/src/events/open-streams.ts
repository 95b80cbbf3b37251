/** The event streams that are open on this server. */
export interface OpenStreams {
  readonly size: number
  readonly isClosed: boolean
  add(end: () => void): void
  remove(end: () => void): void
  /** Ends them all; from now on, new ones end at once. */
  endAll(): void
}

export function createOpenStreams(): OpenStreams {
  const ends = new Set<() => void>()
  let isClosed = false
  return {
    get size() {
      return ends.size
    },
    get isClosed() {
      return isClosed
    },
    add(end) {
      if (isClosed) return end()
      ends.add(end)
    },
    remove(end) {
      ends.delete(end)
    },
    endAll() {
      isClosed = true
      for (const end of [...ends]) end()
    },
  }
}
