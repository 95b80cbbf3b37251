import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type { Account } from '../accounts'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import type { Visitor } from '../world/session'
import { cookieName, type WebchatEnv } from './env'

/** The visitor of this cookie; a new one gets a cookie. */
export function welcomeVisitor({ world, switches }: AmeliaParts, context: Context): Visitor {
  const known = world.visitors.get(getCookie(context, cookieName) ?? '')
  if (known !== undefined) return known
  const visitor: Visitor = {
    cookie: randomUUID(),
    csrfToken: randomUUID(),
    sessionAuth: randomUUID(),
    user: switches().anonymous === 'allowed' ? anonymousUser() : null,
  }
  world.visitors.set(visitor.cookie, visitor)
  setCookie(context, cookieName, visitor.cookie, { path: '/Amelia', httpOnly: true })
  return visitor
}

function anonymousUser(): Visitor['user'] {
  const userId = randomUUID()
  return { userId, email: `anon-${userId}@anonymous-amelia.ipsoft.com`, name: 'Anonymous', anonymous: true }
}

export function accountUser({ userId, username, name }: Account): Visitor['user'] {
  return { userId, email: username, name, anonymous: false }
}

/** Lets a call in that has the cookie, and where they apply the CSRF token and the session's header. */
export function knowVisitor({ world, switches }: AmeliaParts) {
  return createMiddleware<WebchatEnv>(async (context, next) => {
    const visitor = world.visitors.get(getCookie(context, cookieName) ?? '')
    if (visitor === undefined) throw new Refusal(403, 'No session')
    const sessionAuth = context.req.header('x-amelia-session-auth')
    if (switches().sessionAuthHeader === 'sent' && sessionAuth !== visitor.sessionAuth) {
      throw new Refusal(403, 'X-Amelia-Session-Auth is missing or wrong')
    }
    if (context.req.method !== 'GET' && context.req.header('x-csrf-token') !== visitor.csrfToken) {
      throw new Refusal(403, 'X-CSRF-TOKEN is missing or wrong')
    }
    context.set('visitor', visitor)
    await next()
  })
}

/** The visitor's user: anonymous or logged in. */
export function userOf(context: Context<WebchatEnv>): NonNullable<Visitor['user']> {
  const { user } = context.get('visitor')
  if (user === null) throw new Refusal(403, 'Not logged in')
  return user
}
