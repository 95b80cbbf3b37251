/** Remembers for a while in which conversations something was said. */
export interface SpokenLately {
  said(sessionId: string): void
  /** Also where nobody knows, because another process may have said it before this one was there. */
  in(sessionId: string): boolean
}

/** `milliseconds`: how long it is remembered. */
export function createSpokenLately(milliseconds: number): SpokenLately {
  /** The oldest first. */
  const saidAt = new Map<string, number>()
  const begunAt = performance.now()
  const isLate = (at: number) => performance.now() - at >= milliseconds
  return {
    said(sessionId) {
      saidAt.delete(sessionId)
      saidAt.set(sessionId, performance.now())
      for (const [oldest, at] of saidAt) {
        if (!isLate(at)) return
        saidAt.delete(oldest)
      }
    },
    in(sessionId) {
      return !isLate(saidAt.get(sessionId) ?? begunAt)
    },
  }
}
