import { pause } from '@conversation-hub/core'

/** Streams opened per second at one account, at most: a whole fleet that lost its connection comes back paced. */
const OPENINGS_PER_SECOND = 200

/** A queue per account: each opening waits for its slot. */
export function createStreamPace(): (account: string, signal: AbortSignal) => Promise<void> {
  const nextSlots = new Map<string, number>()
  return async (account, signal) => {
    const now = performance.now()
    // A burst of one second's worth is free; beyond it every opening has its own slot.
    const slot = Math.max(nextSlots.get(account) ?? 0, now - 1_000)
    nextSlots.set(account, slot + 1_000 / OPENINGS_PER_SECOND)
    if (slot > now) await pause(slot - now, signal)
  }
}
