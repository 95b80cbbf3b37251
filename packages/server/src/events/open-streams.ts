/**
 * How long an open stream is silent before it gets a sign of life, in milliseconds. Proxies close what is silent for a
 * minute or so; the chat control takes a stream for dead after 45 seconds.
 */
const KEEP_ALIVE_MS = 25_000
/** Signs of life are given together: one timer for each of thousands of streams wakes the processor for every one. */
const BEAT_EVERY_MS = 250

/** One client's event stream. */
export interface OpenStream {
  /** Gives a sign of life. */
  beat(): void
  /** Ends it with the word to come back. */
  end(): void
}

/** The event streams that are open on this server. */
export interface OpenStreams {
  readonly size: number
  readonly isClosed: boolean
  add(stream: OpenStream): void
  remove(stream: OpenStream): void
  /** Ends them all; from now on, new ones end at once. */
  endAll(): void
}

export function createOpenStreams(): OpenStreams {
  // In the order in which their next signs of life are due.
  const dueAt = new Map<OpenStream, number>()
  let isClosed = false
  let beating: NodeJS.Timeout | undefined

  function beat(): void {
    const now = performance.now()
    for (const [stream, due] of dueAt) {
      if (due > now) return
      dueAt.delete(stream)
      dueAt.set(stream, now + KEEP_ALIVE_MS)
      stream.beat()
    }
  }

  return {
    get size() {
      return dueAt.size
    },
    get isClosed() {
      return isClosed
    },
    add(stream) {
      if (isClosed) return stream.end()
      dueAt.set(stream, performance.now() + KEEP_ALIVE_MS)
      beating ??= setInterval(beat, BEAT_EVERY_MS)
    },
    remove(stream) {
      dueAt.delete(stream)
      if (dueAt.size > 0) return
      clearInterval(beating)
      beating = undefined
    },
    endAll() {
      isClosed = true
      for (const stream of [...dueAt.keys()]) stream.end()
    },
  }
}
