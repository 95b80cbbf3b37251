import { type Availability, ConversationError, type ErrorCode } from '@conversation-hub/core'

/** These say that a start would be refused, whoever is at work. */
const REFUSED = new Set<ErrorCode>(['platform-misconfigured', 'platform-auth-failed'])

/**
 * What can be told before a start, by going as far as the door: being refused there is `no`, not getting there at
 * all is `unknown`. `tryTheDoor` answers what it saw.
 */
export async function availabilityBy(
  tryTheDoor: () => Promise<Availability['available']>,
): Promise<Availability> {
  try {
    return { available: await tryTheDoor() }
  } catch (thrown) {
    const isRefused = thrown instanceof ConversationError && REFUSED.has(thrown.code)
    return { available: isRefused ? 'no' : 'unknown' }
  }
}
