import { pause } from '@conversation-hub/core'

/**
 * How many streams are opened per second at one account. A platform that has dropped its streams is in trouble itself and
 * gets them back slowly. If it was an instance of ours that failed, the platform is well, and customers wait.
 */
const OPENINGS_PER_SECOND = { dropped: 200, 'taken-over': 1_000 }

export type WhyOpening = keyof typeof OPENINGS_PER_SECOND

/** Waits until a stream that comes back may be opened. */
export type StreamPace = (account: string, why: WhyOpening, signal: AbortSignal) => Promise<void>

/** Paces the openings of streams: there is a queue for each account, in which each opening waits for its slot. */
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
