import { ConversationError } from '@conversation-hub/core'
import { createRecentMap } from '../http/recent-map'

const REMEMBERED_KEYS = 50_000

export interface RateLimiter {
  /**
   * Counts one call for this key, or a larger `amount` (at most a burst). Throws `rate-limited`, with the time to wait,
   * if that is too much.
   */
  count(key: string, amount?: number): void
}

/**
 * A token bucket for each key: `burst` calls at once (at least one), and `perSecond` in the long run. `refusal` says
 * what there was too much of, in a sentence that names the setting, if there is one.
 */
export function createRateLimiter(
  { perSecond, burst, refusal }: { perSecond: number; burst: number; refusal: string },
  now: () => number = () => performance.now(),
): RateLimiter {
  // At less than one call a minute, a minute's worth would be none.
  const most = Math.max(burst, 1)
  const buckets = createRecentMap<{ left: number; at: number }>(REMEMBERED_KEYS)
  return {
    count(key, amount = 1) {
      const at = now()
      const bucket = buckets.get(key)
      const left = bucket ? Math.min(most, bucket.left + ((at - bucket.at) / 1_000) * perSecond) : most
      if (left < amount) {
        throw new ConversationError('rate-limited', refusal, {
          retryAfterMs: Math.ceil(((amount - left) / perSecond) * 1_000),
        })
      }
      buckets.set(key, { left: left - amount, at })
    },
  }
}
