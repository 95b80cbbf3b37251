import { ConversationError } from '@conversation-hub/core'
import type { Exchange, HttpReply } from '../client'
import { isPage } from '../errors'
import type { ResolvedGatewaySettings } from '../settings'
import { gatewayAccess } from './account-token'

export interface GatewayCall {
  readonly method: 'GET' | 'POST'
  /** Below `/AmeliaRest/api/v1/conversations`. */
  readonly path: string
  readonly body?: object
  readonly milliseconds?: number
  /** The largest answer that is read, in bytes. Default 1 MiB. */
  readonly maxAnswerBytes?: number
  /** Gives the call up. Default: nothing but its deadline does. */
  readonly signal?: AbortSignal
  readonly doing: string
  /** Whether the call belongs to a conversation that may be over. */
  readonly ofSession: boolean
  /** A release may not have this call: nothing follows from 404. */
  readonly mayBeMissing?: boolean
}

/** One call with the account's token, whatever the status, except that a refused token is renewed once. */
export type Gateway = (call: GatewayCall) => Promise<HttpReply>

export function createGateway(settings: ResolvedGatewaySettings, exchange: Exchange): Gateway {
  const access = gatewayAccess(settings, exchange)
  const urlOf = (path: string) => `${settings.baseUrl}/AmeliaRest/api/v1/conversations/${path}`

  let asked: { readonly token: string; readonly answer: Promise<Verdict> } | undefined
  /** Whether the gateway takes a token for a call that belongs to no conversation; asked once by all who wonder. */
  function verdictOn(token: string): Promise<Verdict> {
    if (asked?.token === token) return asked.answer
    const call = { method: 'GET', url: urlOf('domains'), headers: access.headers(token) } as const
    const answer = exchange({ ...call, doing: 'Checking the token' }).then(
      verdictOf,
      () => 'not-now' as const,
    )
    asked = { token, answer }
    void answer.then(() => {
      asked = undefined
    })
    return answer
  }

  /** While the gateway is being restarted, a proxy answers for it that nothing is there. */
  async function isThere(reply: HttpReply, token: string): Promise<boolean> {
    const verdict = await verdictOn(token)
    return verdict === 'missing' ? reply.contentType.includes('json') : verdict !== 'not-now'
  }

  return async ({ path, ofSession, mayBeMissing = false, ...request }) => {
    const url = urlOf(path)
    const once = (token: string) => exchange({ ...request, url, headers: access.headers(token) })
    const attempt = async (token: string) => {
      const reply = await once(token)
      if (mayBeMissing || !isNowhere.has(reply.status)) return reply
      if (!(await isThere(reply, token))) throw notThere(reply.status, request.doing)
      // It may have come back meanwhile.
      return once(token)
    }
    const token = await access.token()
    const reply = await attempt(token)
    if (!mayMeanTheToken(reply.status)) return reply
    // Logins are throttled, so a conversation that is over must not cost one.
    if (ofSession && (await access.token()) === token && (await verdictOn(token)) === 'taken') {
      // A slip of the gateway must not end a conversation: 401 has to be said twice.
      const second = reply.status === 401 ? await attempt(token) : reply
      if (mayMeanTheToken(second.status)) throw gone(second.status, request.doing)
      return second
    }
    access.drop(token)
    const fresh = await access.token()
    const again = await attempt(fresh)
    if (!mayMeanTheToken(again.status)) return again
    if (!ofSession) throw refusedFreshToken(again.status, request.doing)
    const verdict = await verdictOn(fresh)
    // It has been voided already, or another gateway has issued it: no reason to end a conversation.
    if (verdict === 'refused') {
      access.drop(fresh)
      throw voidAgain(again.status, request.doing)
    }
    if (verdict === 'not-now') throw notChecked(again.status, request.doing)
    throw gone(again.status, request.doing)
  }
}

/**
 * `never`: this host does not answer the question. `missing`: nor may anything else be there. `not-now`: it could not be
 * asked, and may answer the next time.
 */
type Verdict = 'taken' | 'refused' | 'never' | 'missing' | 'not-now'

function verdictOf(reply: HttpReply): Verdict {
  const { status } = reply
  if (status === 200) return isPage(reply) ? 'not-now' : 'taken'
  if (mayMeanTheToken(status)) return 'refused'
  if (status === 404) return 'missing'
  // 408 and 429 are of the moment, as are the server's faults, except that it has no such call.
  return status === 408 || status === 429 || (status >= 500 && status !== 501) ? 'not-now' : 'never'
}

/** So answers, too, who serves a page of maintenance for a gateway that is away. */
const isNowhere = new Set([404, 405])

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

const voidAgain = (status: number, doing: string) =>
  new ConversationError(
    'platform-unavailable',
    `${doing} failed: Amelia does not take the token that she has just given (HTTP ${status}).`,
    { platformStatus: status },
  )

const notThere = (status: number, doing: string) =>
  new ConversationError(
    'platform-unavailable',
    `${doing} failed (HTTP ${status}), and nothing else of the REST gateway is at its address at the moment.`,
    { platformStatus: status },
  )

const notChecked = (status: number, doing: string) =>
  new ConversationError(
    'platform-unavailable',
    `${doing} failed (HTTP ${status}), and whether it is the conversation that is over could not be asked.`,
    { platformStatus: status },
  )
