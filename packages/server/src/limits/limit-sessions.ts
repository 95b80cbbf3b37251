import type { MiddlewareHandler } from 'hono'
import type { HubEnv } from '../http/env'
import { addressBlock } from './address-block'
import type { RateLimiter } from './rate-limiter'
import { visitorAddress } from './visitor-address'

/** Limits what one session may do. App servers are not limited: they speak for many customers. */
export function limitSession(limiter: RateLimiter): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const caller = c.get('caller')
    if (caller.kind === 'session') limiter.count(caller.sessionId)
    await next()
  }
}

/** Limits what may be done from one address without the API key; calls from this machine itself are free. */
export function limitAddress(limiter: RateLimiter): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const address = c.get('caller').kind === 'app' ? undefined : visitorAddress(c.env.incoming)
    if (address !== undefined) limiter.count(addressBlock(address))
    await next()
  }
}
