import { ConversationError, pause } from '@conversation-hub/core'

const MINUTE = 60_000
/** The longest wait of our own, in milliseconds. A longer one is left to the driver, which has a schedule. */
const LONGEST_WAIT_MS = 5_000

export interface Pace {
  /**
   * Waits for a free place; throws `rate-limited` when the next one is more than five seconds away. That is about this key
   * alone: `platform-rate-limited` would say that the platform wants to be left in peace by everybody.
   */
  take(key: string, signal: AbortSignal): Promise<void>
}

/** When calls were made, by what they count for; by a clock that only moves forward. */
export type TakenPlaces = Map<string, number[]>

interface PaceSettings {
  readonly perMinute: number
  readonly what: string
  /** Shared with others who count for the same. Default: nobody else does. */
  readonly takenAt?: TakenPlaces
}

/**
 * Keeps calls below a limit per minute, so that Salesforce does not have to refuse them. Counted exactly
 * over the last minute, because a bucket that refills would allow twice the limit in its first minute.
 */
export function createPace(
  { perMinute, what, takenAt = new Map() }: PaceSettings,
  now: () => number = () => performance.now(),
): Pace {
  let sweptAt = now()

  function forgetIdleKeys(): void {
    if (now() - sweptAt < MINUTE) return
    sweptAt = now()
    for (const [key, times] of takenAt) {
      if ((times.at(-1) ?? 0) <= now() - MINUTE) takenAt.delete(key)
    }
  }

  return {
    async take(key, signal) {
      forgetIdleKeys()
      const times = takenAt.get(key) ?? []
      const firstOfMinute = times.findIndex((time) => time > now() - MINUTE)
      times.splice(0, firstOfMinute < 0 ? times.length : firstOfMinute)
      const oldest = times.length < perMinute ? undefined : times[times.length - perMinute]
      const wait = oldest === undefined ? 0 : oldest + MINUTE - now()
      if (wait > LONGEST_WAIT_MS) {
        throw new ConversationError(
          'rate-limited',
          `Salesforce takes ${perMinute} ${what} a minute, and as many were made in the last one.`,
          { retryAfterMs: Math.ceil(wait) },
        )
      }
      // The place is taken before the wait, so that those who come meanwhile queue behind it.
      times.push(now() + wait)
      takenAt.set(key, times)
      if (wait > 0) await pause(wait, signal)
    },
  }
}
