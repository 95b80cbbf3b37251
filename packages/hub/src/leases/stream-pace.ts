import { pause } from '@conversation-hub/core'

/**
 * Streams opened per second at one account, at most. A platform that dropped its streams has a bad time of its
 * own and gets them back slowly; where it was we who were away, it is well, and its customers wait.
 */
const OPENINGS_PER_SECOND = { dropped: 200, 'taken-over': 1_000 }

export type WhyOpening = keyof typeof OPENINGS_PER_SECOND

/** Waits until a stream that comes back may be opened. */
export type StreamPace = (account: string, why: WhyOpening, signal: AbortSignal) => Promise<void>

/** A queue per account: each opening waits for its slot. */
export function createStreamPace(): StreamPace {
  const nextSlots = new Map<string, number>()
  return async (account, why, signal) => {
    const now = performance.now()
    const spacing = 1_000 / OPENINGS_PER_SECOND[why]
    const slot = Math.max(nextSlots.get(account) ?? 0, now) + spacing
    nextSlots.set(account, slot)
    await pause(slot - now, signal)
  }
}
