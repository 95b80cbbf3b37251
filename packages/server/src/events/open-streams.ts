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
/**
 * How many streams one session may have open on this server: one for each tab of somebody who keeps many. Without a limit, one
 * visitor could fill the memory with them (decision 0013).
 */
const MOST_OF_ONE_SESSION = 20

/** One client's event stream. */
export interface OpenStream {
  /** Sends a sign of life. */
  beat(): void
  /** Ends it, and tells the client to come back. */
  end(): void
  /** Ends it because its session has opened too many since, and tells the client to come back later. */
  giveWay(): void
}

/** The event streams that are open on this server. */
export interface OpenStreams {
  readonly size: number
  readonly isClosed: boolean
  /** With the session's id if it is a customer's. Of too many of one session, the oldest one gives way. */
  add(stream: OpenStream, sessionId?: string): void
  remove(stream: OpenStream, sessionId?: string): void
  /** Ends all streams. From now on, new ones end at once. */
  endAll(): void
}

export function createOpenStreams(): OpenStreams {
  // In the order in which their next signs of life are due.
  const dueAt = new Map<OpenStream, number>()
  /** The oldest first. */
  const ofSessions = new Map<string, ReadonlyArray<OpenStream>>()
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

  function addTo(sessionId: string, stream: OpenStream): void {
    const [oldest, ...others] = [...(ofSessions.get(sessionId) ?? []), stream]
    const isTooMany = others.length === MOST_OF_ONE_SESSION
    ofSessions.set(sessionId, isTooMany || !oldest ? others : [oldest, ...others])
    if (isTooMany) oldest?.giveWay()
  }

  function removeFrom(sessionId: string, stream: OpenStream): void {
    const others = ofSessions.get(sessionId)?.filter((one) => one !== stream) ?? []
    if (others.length > 0) ofSessions.set(sessionId, others)
    else ofSessions.delete(sessionId)
  }

  return {
    get size() {
      return dueAt.size
    },
    get isClosed() {
      return isClosed
    },
    add(stream, sessionId) {
      if (isClosed) return stream.end()
      dueAt.set(stream, performance.now() + KEEP_ALIVE_MS)
      beating ??= setInterval(beat, BEAT_EVERY_MS)
      if (sessionId !== undefined) addTo(sessionId, stream)
    },
    remove(stream, sessionId) {
      dueAt.delete(stream)
      if (sessionId !== undefined) removeFrom(sessionId, stream)
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
