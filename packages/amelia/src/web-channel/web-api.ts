import type { Exchange, HttpReply, HttpRequest } from '../client'
import type { ResolvedWebChannelSettings } from '../settings'
import { cookieHeader, withSetCookies } from './cookies'
import type { Visitor } from './web-session'

interface WebCall extends Omit<HttpRequest, 'url' | 'headers'> {
  /** Below `/Amelia/api/`. */
  readonly path: string
}

/** A call of the core web API as a visitor, whatever the status. */
export type WebApi = (visitor: Visitor, call: WebCall) => Promise<HttpReply>

export function createWebApi(
  { baseUrl }: Pick<ResolvedWebChannelSettings, 'baseUrl'>,
  exchange: Exchange,
): WebApi {
  return (visitor, { path, ...call }) =>
    exchange({ ...call, url: `${baseUrl}/Amelia/api/${path}`, headers: headersOf(visitor) })
}

function headersOf({ cookies, csrfToken, sessionAuth }: Visitor): Record<string, string> {
  return {
    ...(Object.keys(cookies).length > 0 && { Cookie: cookieHeader(cookies) }),
    ...(csrfToken && { 'X-CSRF-TOKEN': csrfToken }),
    ...(sessionAuth !== undefined && { 'X-Amelia-Session-Auth': sessionAuth }),
  }
}

/** The visitor after an answer to it, which may bring cookies and tokens. */
export function visitorAfter<Known extends Visitor>(
  visitor: Known,
  reply: HttpReply,
  csrfToken: string | undefined,
): Known {
  const sessionAuth = reply.sessionAuth ?? visitor.sessionAuth
  return {
    ...visitor,
    cookies: withSetCookies(visitor.cookies, reply.setCookies),
    csrfToken: csrfToken ?? visitor.csrfToken,
    ...(sessionAuth !== undefined && { sessionAuth }),
  }
}
