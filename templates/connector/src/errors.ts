import { ConversationError, errorFromStatus } from '@conversation-hub/core'

/**
 * The platform answered, and not with success. `errorFromStatus` knows what the usual statuses mean; what is special
 * about this platform comes before it. The platform's own words are not repeated: it repeats the customer's in them.
 */
export function refused(status: number, retryAfter: string | null, doing: string): ConversationError {
  if (status >= 300 && status < 400) return notTheProtocol(doing)
  if (status === 401 || status === 403) {
    const advice = 'Check apiKey, and that the key may hold chats.'
    return new ConversationError(
      'platform-auth-failed',
      `${doing} failed: My Platform refused the key (HTTP ${status}). ${advice}`,
      { platformStatus: status },
    )
  }
  if (status === 410) {
    return new ConversationError('conversation-ended', `${doing} failed: the chat has ended.`, {
      platformStatus: status,
    })
  }
  return errorFromStatus(status, `${doing} failed: My Platform answered HTTP ${status}.`, { retryAfter })
}

/**
 * There was no answer. Only where the connection was never made is it certain that the platform knows nothing of the
 * call; in every other case the outcome is `unknown`, and the driver finds out before it repeats.
 */
export function cannotReach(thrown: unknown, doing: string, wasAborted: boolean): ConversationError {
  if (thrown instanceof ConversationError) return thrown
  if (wasAborted) {
    return new ConversationError('platform-timeout', `${doing} failed: My Platform did not answer in time.`, {
      outcome: 'unknown',
    })
  }
  const code = shortCode(thrown)
  const neverConnected = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN'
  return new ConversationError(
    'platform-unreachable',
    neverConnected
      ? `${doing} failed: no connection to My Platform (${code}). Check url.`
      : `${doing} failed: the connection to My Platform broke (${code ?? 'no reason given'}).`,
    { outcome: neverConnected ? 'not-started' : 'unknown' },
  )
}

/** Something answered that is not the platform's API: a proxy, a login page, a wrong address. */
export function notTheProtocol(doing: string): ConversationError {
  return new ConversationError(
    'platform-reply-invalid',
    `${doing} failed: the answer is not one of My Platform’s API. Check url.`,
    { outcome: 'unknown' },
  )
}

/** Ending what has ended already is done. */
export function alreadyEnded(thrown: unknown): void {
  const over = ['conversation-ended', 'platform-session-gone']
  if (thrown instanceof ConversationError && over.includes(thrown.code)) return
  throw thrown
}

/** `fetch` hides the reason in the cause of what it throws. */
function shortCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !(thrown.cause instanceof Error) || !('code' in thrown.cause))
    return undefined
  const { code } = thrown.cause
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? code : undefined
}
