import { type Availability, ConversationError, type ErrorCode } from '@conversation-hub/core'

/** These say that a start would be refused, whoever is at work. */
const REFUSED = new Set<ErrorCode>(['platform-misconfigured', 'platform-auth-failed'])

/**
 * What can be told before a start. No API of Salesforce's tells whether a person or bot is there; that a start
 * would be refused can be found out by going as far as the door. `tryTheDoor` answers whether it is locked.
 */
export async function availabilityBy(tryTheDoor: () => Promise<'locked' | 'open'>): Promise<Availability> {
  try {
    return { available: (await tryTheDoor()) === 'locked' ? 'no' : 'unknown' }
  } catch (thrown) {
    const isRefused = thrown instanceof ConversationError && REFUSED.has(thrown.code)
    return { available: isRefused ? 'no' : 'unknown' }
  }
}
