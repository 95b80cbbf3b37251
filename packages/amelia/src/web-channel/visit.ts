import { ConversationError, revealSecret } from '@conversation-hub/core'
import { z } from 'zod'
import { expectSuccess } from '../errors'
import { readReply } from '../json'
import type { ResolvedWebChannelSettings } from '../settings'
import { visitorAfter, type WebApi } from './web-api'
import type { Visitor } from './web-session'

const userSchema = z.object({ anonymous: z.boolean() })
const initSchema = z.object({
  csrfToken: z.string(),
  loggedIn: z.boolean().optional(),
  user: userSchema.optional().catch(undefined),
})
const loginSchema = z.object({ user: z.looseObject({}), csrfToken: z.string().optional() })
const checkSchema = z.object({ success: z.boolean(), csrfToken: z.string().optional() })

const reading = (doing: string) => ({ doing, outcome: 'not-started' as const })

/**
 * Arrives at Amelia as a browser does: cookie, CSRF token, and the login where the settings have one. `again`: that login has
 * been accepted before.
 */
export async function visit(
  api: WebApi,
  settings: ResolvedWebChannelSettings,
  signal: AbortSignal,
  { again = false } = {},
): Promise<Visitor> {
  const doing = 'Opening a session at Amelia'
  const nobody: Visitor = { cookies: {}, csrfToken: '' }
  const reply = expectSuccess(await api(nobody, { method: 'GET', path: 'init', signal, doing }), doing)
  const { csrfToken, loggedIn = true, user } = readReply(initSchema, reply, reading(doing))
  const visitor = visitorAfter(nobody, reply, csrfToken)
  if (settings.credentials) return login(api, settings.credentials, visitor, { again, signal })
  // Who has a user may chat. Whether an anonymous one counts as logged in is not documented.
  if (loggedIn || user?.anonymous) return visitor
  throw new ConversationError(
    'platform-misconfigured',
    'This Amelia allows no anonymous visitors. Set credentials (AMELIA_USERNAME and AMELIA_PASSWORD), or have the ' +
      'administrator allow anonymous chats.',
  )
}

async function login(
  api: WebApi,
  credentials: NonNullable<ResolvedWebChannelSettings['credentials']>,
  visitor: Visitor,
  { again, signal }: { again: boolean; signal: AbortSignal },
): Promise<Visitor> {
  const doing = 'Logging in to Amelia'
  const username = await revealSecret(credentials.username)
  const password = await revealSecret(credentials.password)
  const body = { username, password }
  const reply = await api(visitor, { method: 'POST', path: 'login', body, signal, doing })
  // As at the gateway, a 500 may mean a wrong password, except where the same one was right before.
  const refused = [400, 401, 403, ...(again ? [] : [500])].includes(reply.status)
  if (refused) throw wrongLogin(reply.status)
  const { csrfToken } = readReply(loginSchema, expectSuccess(reply, doing), reading(doing))
  return { ...visitorAfter(visitor, reply, csrfToken), loggedIn: true }
}

const wrongLogin = (status: number) =>
  new ConversationError(
    'platform-auth-failed',
    `Amelia does not accept the login (HTTP ${status}). Check credentials.username (AMELIA_USERNAME) and ` +
      'credentials.password (AMELIA_PASSWORD).',
    { platformStatus: status },
  )

/**
 * The visitor with a CSRF token that is good now. When Amelia has forgotten it: throws `platform-session-expired` where
 * it can log in again, else `platform-session-gone`.
 */
export async function checkVisitor<Known extends Visitor>(
  api: WebApi,
  visitor: Known,
  signal: AbortSignal,
): Promise<Known> {
  const doing = 'Taking up the session at Amelia'
  const reply = await api(visitor, { method: 'GET', path: 'httpSession/check', signal, doing })
  const { success, csrfToken } = readReply(checkSchema, expectSuccess(reply, doing), reading(doing))
  if (success) return visitorAfter(visitor, reply, csrfToken)
  const code = visitor.loggedIn ? 'platform-session-expired' : 'platform-session-gone'
  throw new ConversationError(code, 'Amelia has forgotten the visitor’s session.')
}
