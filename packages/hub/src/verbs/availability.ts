import { asConversationError, type Connector, type ErrorCode, withDeadline } from '@conversation-hub/core'
import type { ResourceAvailability } from '../requests-and-answers'
import type { HubContext } from './hub-context'
import { resourceWithHub } from './resource-of'

/** How long a platform's answer is cached, in milliseconds: asking may use up one of a few allowed calls. */
const GOOD_FOR_MS = 10_000

/** Codes after which a start would be refused, too. */
const REFUSED = new Set<ErrorCode>(['platform-auth-failed', 'platform-misconfigured'])

/**
 * Finds out whether somebody would answer a conversation on a resource: at its hub's platform, or else at the fallback.
 */
export function createAvailability(
  { settings, platforms }: Pick<HubContext, 'settings' | 'platforms'>,
  now: () => number = () => performance.now(),
) {
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<ResourceAvailability> }>()

  function ask(platform: string): Promise<ResourceAvailability> {
    const last = asked.get(platform)
    if (last && now() - last.at < GOOD_FOR_MS) return last.answer
    const answer = answerOf(platform, platforms.get(platform))
    asked.set(platform, { at: now(), answer })
    return answer
  }

  async function answerOf(platform: string, connector: Connector | undefined): Promise<ResourceAvailability> {
    try {
      const answer = await withDeadline(async (context) => connector?.checkAvailability?.(context))
      return { ...(answer ?? { available: 'unknown' }), platform }
    } catch (thrown) {
      const { code, message } = asConversationError(thrown, 'Asking whether the platform is available')
      settings.log({ level: 'warn', event: 'availability-check-failed', platform, code, detail: message })
      return { available: REFUSED.has(code) ? 'no' : 'unknown', platform }
    }
  }

  return async (resourceId: string): Promise<ResourceAvailability> => {
    const { hub } = resourceWithHub(settings, resourceId)
    const first = await ask(hub.platform)
    // A start that the platform refuses goes to the fallback.
    return first.available === 'no' && hub.fallback !== undefined ? ask(hub.fallback) : first
  }
}
