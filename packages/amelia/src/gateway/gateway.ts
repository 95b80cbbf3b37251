import { ConversationError } from '@conversation-hub/core'
import type { Exchange, HttpReply } from '../client'
import type { ResolvedGatewaySettings } from '../settings'
import { gatewayAccess } from './account-token'

export interface GatewayCall {
  readonly method: 'GET' | 'POST'
  /** Below `/AmeliaRest/api/v1/conversations`. */
  readonly path: string
  readonly body?: object
  readonly milliseconds?: number
  /** Gives the call up. Default: nothing but its deadline does. */
  readonly signal?: AbortSignal
  readonly doing: string
  /** Whether the call belongs to a conversation that may be over. */
  readonly ofSession: boolean
}

/** One call with the account's token, whatever the status, except that a refused token is renewed once. */
export type Gateway = (call: GatewayCall) => Promise<HttpReply>

export function createGateway(settings: ResolvedGatewaySettings, exchange: Exchange): Gateway {
  const access = gatewayAccess(settings, exchange)
  const urlOf = (path: string) => `${settings.baseUrl}/AmeliaRest/api/v1/conversations/${path}`

  let asked: { readonly token: string; readonly answer: Promise<boolean> } | undefined
  /** Whether the gateway takes a token for a call that belongs to no conversation; asked once by all who wonder. */
  function isTaken(token: string): Promise<boolean> {
    if (asked?.token === token) return asked.answer
    const call = { method: 'GET', url: urlOf('domains'), headers: access.headers(token) } as const
    const answer = exchange({ ...call, doing: 'Checking the token' }).then(
      ({ status }) => status === 200,
      () => false,
    )
    asked = { token, answer }
    void answer.then(() => {
      asked = undefined
    })
    return answer
  }

  return async ({ path, ofSession, ...request }) => {
    const url = urlOf(path)
    const attempt = (token: string) => exchange({ ...request, url, headers: access.headers(token) })
    const token = await access.token()
    const reply = await attempt(token)
    if (!mayMeanTheToken(reply.status)) return reply
    // Logins are throttled, so a conversation that is over must not cost one.
    if (ofSession && (await access.token()) === token && (await isTaken(token))) {
      // A slip of the gateway must not end a conversation: 401 has to be said twice.
      const second = reply.status === 401 ? await attempt(token) : reply
      if (mayMeanTheToken(second.status)) throw gone(second.status, request.doing)
      return second
    }
    access.drop(token)
    const again = await attempt(await access.token())
    if (!mayMeanTheToken(again.status)) return again
    throw ofSession ? gone(again.status, request.doing) : refusedFreshToken(again.status, request.doing)
  }
}

/**
 * 401 is a dead token in the 2019 reference; live clients see 410 both for a dead token and for a conversation
 * that is over. A call that belongs to no conversation tells the two apart, or else a fresh token.
 */
const mayMeanTheToken = (status: number) => status === 401 || status === 410

const gone = (status: number, doing: string) =>
  new ConversationError(
    'platform-session-gone',
    `${doing} failed: the conversation at Amelia is over or has expired (HTTP ${status}).`,
    { platformStatus: status },
  )

const refusedFreshToken = (status: number, doing: string) =>
  new ConversationError(
    'platform-auth-failed',
    `${doing} failed: Amelia refuses even a fresh token (HTTP ${status}). Check the authorities of the user or ` +
      'client in credentials (AMELIA_USERNAME or AMELIA_CLIENT_ID).',
    { platformStatus: status },
  )
