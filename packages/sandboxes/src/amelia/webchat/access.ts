import { randomUUID } from 'node:crypto'
import { getCookie } from 'hono/cookie'
import { z } from 'zod'
import { checkPassword } from '../accounts'
import { domains } from '../domains'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import type { Conversation } from '../world/conversation'
import type { Visitor } from '../world/session'
import { cookieName, type WebchatApp, webchatApp } from './env'
import { accountUser, knowVisitor, welcomeVisitor } from './visitor'

const credentials = z.object({ username: z.string(), password: z.string() })
const loginLife = 12 * 3_600_000

/** `init`, login and logout of the core web API: a cookie, and a CSRF token for everything but GET. */
export function accessRoutes(parts: AmeliaParts): WebchatApp {
  const { world, switches } = parts
  const defaultDomain = domains[0]?.id

  const userBody = (user: Visitor['user']) =>
    user && {
      ...user,
      agent: false,
      availability: 'READY',
      primaryDomainId: defaultDomain,
      defaultConversationDomainId: defaultDomain,
      passwordChangeAllowed: !user.anonymous,
    }
  const lastActive = (user: Visitor['user']): Conversation | undefined =>
    [...world.conversations.values()].findLast(
      ({ owner, phase }) => owner === user?.userId && phase.name !== 'closed',
    )

  return webchatApp()
    .get('/init', (context) => {
      const visitor = welcomeVisitor(parts, context)
      const { anonymous, anonymousLogin, sessionAuthHeader } = switches()
      if (sessionAuthHeader === 'sent') context.header('x-amelia-session-auth', visitor.sessionAuth)
      const conversation = lastActive(visitor.user)
      return context.json({
        loggedIn: visitor.user !== null && !(visitor.user.anonymous && anonymousLogin === 'denied'),
        csrfToken: visitor.csrfToken,
        user: userBody(visitor.user),
        domainAuthorities: visitor.user ? authorities() : {},
        globalAuthorities: [],
        appConfig: { allowAnonymous: anonymous === 'allowed', avatar: 'amelia' },
        lastActiveConversation: conversation ? { conversationId: conversation.conversationId } : null,
      })
    })
    .get('/loginauthsystems', (context) =>
      context.json({ content: [{ id: 'local', name: 'Amelia', type: 'INTERNAL' }] }),
    )
    .get('/httpSession/check', (context) => {
      const known = world.visitors.get(getCookie(context, cookieName) ?? '')
      if (known === undefined) return context.json({ success: false })
      const csrfToken = switches().csrfAtCheck === 'new' ? randomUUID() : known.csrfToken
      if (csrfToken !== known.csrfToken) world.visitors.set(known.cookie, { ...known, csrfToken })
      return context.json({ success: true, csrfToken })
    })
    .post('/login', knowVisitor(parts), async (context) => {
      // The vendor SDK sends JSON without saying so.
      const given = credentials.safeParse(await context.req.json().catch(() => undefined))
      const account = given.success ? checkPassword(given.data.username, given.data.password) : undefined
      if (account === undefined) return context.json({ code: 'BAD_CREDENTIALS' }, 401)
      const visitor = { ...context.get('visitor'), csrfToken: randomUUID(), user: accountUser(account) }
      world.visitors.set(visitor.cookie, visitor)
      return context.json({
        user: userBody(visitor.user),
        csrfToken: visitor.csrfToken,
        expirationDate: Date.now() + loginLife,
        expirationWarning: false,
      })
    })
    .on(['GET', 'POST'], '/logout', knowVisitor(parts), (context) => {
      const { logoutMethod } = switches()
      if (logoutMethod !== 'either' && logoutMethod !== context.req.method) {
        throw new Refusal(405, 'Method not allowed')
      }
      world.visitors.delete(context.get('visitor').cookie)
      return context.json({ success: true })
    })
}

function authorities(): Record<string, string[]> {
  const enabled = domains.filter((domain) => domain.enabled)
  return Object.fromEntries(enabled.map(({ id }) => [id, ['AUTHORITY_USER', 'AUTHORITY_CONVERSATION_START']]))
}
