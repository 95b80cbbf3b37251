import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { type Account, findAccount } from '../accounts'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import type { GatewayEnv } from './env'
import { userOfToken } from './oauth'

/** Lets a call in that carries a living login token or OAuth token. */
export function knowCaller({ world, switches }: AmeliaParts) {
  // Only in memory: a restart gives every token a fresh idle time.
  const lastUsed = new Map<string, number>()
  const startedAt = Date.now()

  const userOfLogin = (token: string): string | undefined => {
    const row = world.tokens.get(token)
    if (row === undefined) return undefined
    const now = Date.now()
    const { tokenIdleSeconds } = switches()
    const idle = now - (lastUsed.get(token) ?? Math.max(row.issuedAt, startedAt))
    if (tokenIdleSeconds > 0 && idle > tokenIdleSeconds * 1000) {
      world.tokens.delete(token)
      lastUsed.delete(token)
      return undefined
    }
    lastUsed.set(token, now)
    return row.username
  }

  const accountOf = async (context: Context): Promise<Account | undefined> => {
    const token = context.req.header('x-amelia-rest-token')
    const bearer = context.req.header('authorization')?.match(/^Bearer (.+)$/i)?.[1]
    if (token !== undefined) return findAccount(userOfLogin(token) ?? '')
    if (bearer === undefined) throw new Refusal(401, 'No token')
    return findAccount((await userOfToken(world.signingKey(), bearer)) ?? '')
  }

  return createMiddleware<GatewayEnv>(async (context, next) => {
    const caller = await accountOf(context)
    if (caller === undefined) throw new Refusal(switches().badToken, 'Bad or expired token')
    context.set('caller', caller)
    await next()
  })
}
