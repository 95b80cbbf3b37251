import { ConversationError, revealSecret } from '@conversation-hub/core'
import { z } from 'zod'
import type { HttpReply } from '../client'
import { expectSuccess } from '../errors'
import { readReply } from '../json'
import { flag, text } from '../message/lenient'
import type { ResolvedWebChannelSettings } from '../settings'
import { visitorAfter, type WebApi } from './web-api'
import type { Visitor } from './web-session'

const userSchema = z.object({ anonymous: z.boolean() })
const initSchema = z.object({
  csrfToken: z.string(),
  loggedIn: flag,
  user: userSchema.optional().catch(undefined),
})
const loginSchema = z.object({ user: z.looseObject({}).optional().catch(undefined), csrfToken: text })
const checkSchema = z.object({ success: z.boolean(), csrfToken: text })

const reading = (doing: string) => ({ doing, outcome: 'not-started' as const })

/**
 * Arrives at Amelia as a browser does: cookie, CSRF token, and the login where the settings have one. `again`: that login has
 * been accepted before.
 */
export type Visit = (signal: AbortSignal, how?: { readonly again?: boolean }) => Promise<Visitor>

/** What is a mistake in the settings at first is trouble at Amelia once the same settings were good. */
export function createVisit(api: WebApi, settings: ResolvedWebChannelSettings): Visit {
  let wasThere = false
  let tookLogin = false

  async function login(
    { username, password }: NonNullable<ResolvedWebChannelSettings['credentials']>,
    visitor: Visitor,
    again: boolean,
    signal: AbortSignal,
  ): Promise<Visitor> {
    const doing = 'Logging in to Amelia'
    const body = { username: await revealSecret(username), password: await revealSecret(password) }
    const reply = await api(visitor, { method: 'POST', path: 'login', body, signal, doing })
    // As at the gateway, a 500 may mean a wrong password.
    const isRefused = [400, 401, 403, ...(again || tookLogin ? [] : [500])].includes(reply.status)
    if (isRefused) throw wrongLogin(reply.status)
    const { user, csrfToken } = readReply(loginSchema, expectThere(reply, doing, true), reading(doing))
    // To the vendor's SDK, an answer without a user is a failure, whatever its status.
    if (!user) throw wrongLogin(reply.status)
    tookLogin = true
    return { ...visitorAfter(visitor, reply, csrfToken), loggedIn: true }
  }

  return async (signal, { again = false } = {}) => {
    const doing = 'Opening a session at Amelia'
    const nobody: Visitor = { cookies: {}, csrfToken: '' }
    const reply = await api(nobody, { method: 'GET', path: 'init', signal, doing })
    const there = expectThere(reply, doing, again || wasThere)
    const { csrfToken, loggedIn = true, user } = readReply(initSchema, there, reading(doing))
    wasThere = true
    const visitor = visitorAfter(nobody, reply, csrfToken)
    if (settings.credentials) return login(settings.credentials, visitor, again, signal)
    // Who has a user may chat. Whether an anonymous one counts as logged in is not documented.
    if (loggedIn || user?.anonymous) return visitor
    throw new ConversationError(
      'platform-misconfigured',
      'This Amelia allows no anonymous visitors. Set credentials (AMELIA_USERNAME and AMELIA_PASSWORD), or have the ' +
        'administrator allow anonymous chats.',
    )
  }
}

/**
 * That nothing is where the web channel was before, or that nobody may look, is of the moment: a proxy says so while Amelia is
 * being restarted.
 */
function expectThere(reply: HttpReply, doing: string, wasThere: boolean): HttpReply {
  if (![401, 403, 404, 405, 410].includes(reply.status)) return expectSuccess(reply, doing)
  throw notThere(reply.status, doing, wasThere ? 'platform-unavailable' : 'platform-misconfigured')
}

const notThere = (
  status: number,
  doing: string,
  code: 'platform-unavailable' | 'platform-misconfigured' = 'platform-unavailable',
) =>
  new ConversationError(
    code,
    `${doing} failed: Amelia’s web channel is not at its address (HTTP ${status}). Check url (AMELIA_URL).`,
    { platformStatus: status },
  )

const wrongLogin = (status: number) =>
  new ConversationError(
    'platform-auth-failed',
    `Amelia does not accept the login (HTTP ${status}). Check credentials.username (AMELIA_USERNAME) and ` +
      'credentials.password (AMELIA_PASSWORD).',
    { platformStatus: status },
  )

/**
 * The visitor with a CSRF token that is good now. When Amelia has forgotten it: throws `platform-session-expired` where
 * it can log in again, else `platform-session-gone`. Only her answer says so: the vendor's SDK, too, asks again after any
 * status but 200, because that may be a proxy's.
 */
export async function checkVisitor<Known extends Visitor>(
  api: WebApi,
  visitor: Known,
  signal: AbortSignal,
): Promise<Known> {
  const doing = 'Taking up the session at Amelia'
  const reply = await api(visitor, { method: 'GET', path: 'httpSession/check', signal, doing })
  const mayLogIn = visitor.loggedIn && reply.status === 401
  if (isRefusal(reply.status) && !mayLogIn) throw notThere(reply.status, doing)
  const { success, csrfToken } = readReply(checkSchema, expectSuccess(reply, doing), reading(doing))
  if (success) return visitorAfter(visitor, reply, csrfToken)
  const code = visitor.loggedIn ? 'platform-session-expired' : 'platform-session-gone'
  throw new ConversationError(code, 'Amelia has forgotten the visitor’s session.')
}

const isRefusal = (status: number) => status >= 400 && status < 500 && status !== 408 && status !== 429
