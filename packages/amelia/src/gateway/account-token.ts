import {
  type AccountToken,
  ConversationError,
  cachedAccountToken,
  revealSecret,
} from '@conversation-hub/core'
import { z } from 'zod'
import type { Exchange, HttpReply, HttpRequest } from '../client'
import type { Credentials } from '../credentials'
import { asNotStarted } from '../errors'
import { readReply } from '../json'
import type { ResolvedGatewaySettings } from '../settings'
import { loginRefusal } from './login-refusal'

/** The token that all conversations of the account share, and the header that carries it. */
export interface GatewayAccess {
  token(): Promise<string>
  /** To be called when a token was refused. It is dropped if it is still the current one. */
  drop(token: string): void
  headers(token: string): Record<string, string>
}

/**
 * Access to the REST gateway: a login whose token lives as long as it is used, or OAuth client credentials
 * (release 6.7). Logins are throttled by Amelia (6.2), so a token is shared and kept until it is refused.
 */
export function gatewayAccess(settings: ResolvedGatewaySettings, exchange: Exchange): GatewayAccess {
  const { credentials } = settings
  let everAccepted = false
  /** By `performance.now()`, which no clock that is set back makes wait. */
  let throttledUntil = 0
  let clientAs: ClientAs = 'fields'

  /** Clients were seen to send id and secret as form fields and as HTTP Basic: a host may take one of them only. */
  async function logIn(): Promise<HttpReply> {
    const login = (as: ClientAs) => loginRequest(settings.baseUrl, credentials, as).then(exchange)
    const reply = await login(clientAs)
    const maybeTheForm = credentials.kind === 'oauth' && (reply.status === 400 || reply.status === 401)
    if (!maybeTheForm || everAccepted) return reply
    const other = clientAs === 'fields' ? 'basic' : 'fields'
    const second = await login(other)
    if (!isSuccess(second)) return reply
    clientAs = other
    return second
  }

  async function fetchToken(): Promise<AccountToken> {
    const waitMs = Math.ceil(throttledUntil - performance.now())
    if (waitMs > 0) {
      throw new ConversationError('platform-rate-limited', 'Amelia throttles logins; the next one waits.', {
        retryAfterMs: waitMs,
      })
    }
    const reply = await logIn().catch(asNotStarted)
    if (!isSuccess(reply)) {
      const error = loginRefusal(reply, credentials.kind, everAccepted)
      if (error.remedy === 'backoff')
        throttledUntil = performance.now() + (error.retryAfterMs ?? LOGIN_PAUSE_MS)
      throw error
    }
    const token = readToken(credentials.kind, reply)
    everAccepted = true
    return token
  }

  const tokens = cachedAccountToken(fetchToken)
  return {
    token: () => tokens.get(),
    drop: (token) => tokens.drop(token),
    headers: (token) =>
      credentials.kind === 'oauth' ? { Authorization: `Bearer ${token}` } : { 'X-Amelia-Rest-Token': token },
  }
}

/** A login is answered with 201 where its client asks with a user (2019 reference); of a token for a client, nobody says. */
const isSuccess = ({ status }: HttpReply) => status >= 200 && status < 300

/** How long logins rest after one that Amelia could not serve and named no time for, in milliseconds. */
const LOGIN_PAUSE_MS = 2_000

const doing = 'Logging in to Amelia'

/** How the OAuth client names itself. */
type ClientAs = 'fields' | 'basic'

async function loginRequest(
  baseUrl: string,
  credentials: Credentials,
  clientAs: ClientAs,
): Promise<HttpRequest> {
  const gateway = `${baseUrl}/AmeliaRest/api/v1`
  if (credentials.kind === 'login') {
    const username = await revealSecret(credentials.username)
    const password = await revealSecret(credentials.password)
    // The 2019 reference requires ameliaUrl; clients of 6.x and 7.x leave it out, and nothing objects to it.
    const body = { ameliaUrl: `${baseUrl}/Amelia`, username, password }
    return { method: 'POST', url: `${gateway}/auth/login`, body, doing }
  }
  const [id, secret] = [
    await revealSecret(credentials.clientId),
    await revealSecret(credentials.clientSecret),
  ]
  const request = { method: 'POST', url: `${gateway}/oauth/token`, doing } as const
  const grant = { grant_type: 'client_credentials' }
  if (clientAs === 'basic') {
    const headers = { Authorization: basicAuthorization(id, secret) }
    return { ...request, headers, body: new URLSearchParams(grant) }
  }
  return { ...request, body: new URLSearchParams({ ...grant, client_id: id, client_secret: secret }) }
}

/** RFC 6749, 2.3.1: both are encoded before they are joined. */
function basicAuthorization(id: string, secret: string): string {
  const joined = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`
  return `Basic ${Buffer.from(joined).toString('base64')}`
}

const loginSchema = z.object({ token: z.string().min(1) })
const oauthSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
})

function readToken(kind: Credentials['kind'], reply: HttpReply): AccountToken {
  const reading = { doing, outcome: 'not-started' as const }
  if (kind === 'login') return { value: readReply(loginSchema, reply, reading).token }
  const { access_token: value, expires_in: seconds } = readReply(oauthSchema, reply, reading)
  const expiresAt = seconds === undefined ? expiryOfJwt(value) : Date.now() + seconds * 1_000
  return { value, ...(expiresAt !== undefined && { expiresAt }) }
}

/**
 * When a JWT expires, in milliseconds since 1970 by our clock: by its own two times where it has both, so that a clock of
 * ours that is fast does not log in for every call. It is only read to renew in time, so no signature is checked.
 */
function expiryOfJwt(token: string): number | undefined {
  const claims = token.split('.')[1]
  if (claims === undefined) return undefined
  try {
    const { iat, exp } = claimsSchema.parse(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')))
    return iat === undefined ? exp * 1_000 : Date.now() + (exp - iat) * 1_000
  } catch {
    return undefined
  }
}

const claimsSchema = z.object({ iat: z.number().optional().catch(undefined), exp: z.number() })
