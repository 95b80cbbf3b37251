import { ConversationError, parseRetryAfter } from '@conversation-hub/core'
import type { HttpReply } from '../client'
import type { Credentials } from '../credentials'
import { refusal } from '../errors'

/**
 * What a refused login means. `everAccepted`: these credentials worked before in this process.
 *
 * A 7.3 server answers a wrong password with 500, not 401 (seen at live clients), so a 500 is read as a wrong
 * password, unless the same credentials have worked before: then the server is in trouble, as it is where a proxy
 * answers 404 or 405 for a gateway that is away.
 */
export function loginRefusal(
  reply: HttpReply,
  kind: Credentials['kind'],
  everAccepted: boolean,
): ConversationError {
  const { status } = reply
  if (everAccepted && (status === 404 || status === 405 || status === 500)) return trouble(reply)
  if (status === 404 || status === 405) return noSuchLogin(status, kind)
  if (status === 400 || status === 401 || status === 403 || status === 410 || status === 500) {
    return new ConversationError(
      'platform-auth-failed',
      `Amelia does not accept ${names[kind]} (HTTP ${status}).`,
      { platformStatus: status },
    )
  }
  if (status === 429 || status >= 500) return trouble(reply)
  return refusal(reply, 'Logging in to Amelia')
}

const names: Record<Credentials['kind'], string> = {
  login:
    'the login. Check credentials.username (AMELIA_USERNAME) and credentials.password (AMELIA_PASSWORD), ' +
    'and that this user may use the REST gateway',
  oauth:
    'the OAuth client. Check credentials.clientId (AMELIA_CLIENT_ID) and credentials.clientSecret ' +
    '(AMELIA_CLIENT_SECRET), and that the client is mapped to a user',
}

function noSuchLogin(status: number, kind: Credentials['kind']): ConversationError {
  const hint =
    kind === 'oauth'
      ? 'OAuth needs release 6.7 or later; before it, use credentials.username (AMELIA_USERNAME) and ' +
        'credentials.password (AMELIA_PASSWORD)'
      : 'check url (AMELIA_URL), and that the REST gateway (AmeliaRest) is installed there'
  return new ConversationError(
    'platform-misconfigured',
    `There is no such login at this Amelia (HTTP ${status}): ${hint}.`,
    { platformStatus: status },
  )
}

/** A login has no effect on a conversation, so nothing has begun. */
function trouble({ status, retryAfter }: HttpReply): ConversationError {
  const retryAfterMs = parseRetryAfter(retryAfter)
  return new ConversationError(
    status === 429 ? 'platform-rate-limited' : 'platform-unavailable',
    `Amelia cannot serve a login at the moment (HTTP ${status}).`,
    { platformStatus: status, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  )
}
