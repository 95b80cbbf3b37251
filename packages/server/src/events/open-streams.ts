/**
 * How long an open stream may be silent before it is sent a sign of life, in milliseconds. Proxies close connections that
 * are silent for about a minute; the chat control takes a stream for dead after 45 seconds.
 */
const KEEP_ALIVE_MS = 25_000
/**
 * How often signs of life are sent. Together, because a timer for each of thousands of streams would keep the processor
 * awake.
 */
const BEAT_EVERY_MS = 250

/** One client's event stream. */
export interface OpenStream {
  /** Sends a sign of life. */
  beat(): void
  /** Ends it, and tells the client to come back. */
  end(): void
}

/** The event streams that are open on this server. */
export interface OpenStreams {
  readonly size: number
  readonly isClosed: boolean
  add(stream: OpenStream): void
  remove(stream: OpenStream): void
  /** Ends all streams. From now on, new ones end at once. */
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
