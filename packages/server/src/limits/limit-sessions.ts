import { type CustomerMessage, MAX_TEXT_CHARACTERS } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubContext, HubEnv } from '../http/env'
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

/**
 * Limits how much one session says, in characters. A text that is longer than a message may be does not count: the hub
 * refuses it, and waiting would not help.
 */
export function countCharacters(
  c: HubContext,
  { characters }: { readonly characters: RateLimiter },
  said: CustomerMessage,
): void {
  const caller = c.get('caller')
  const { length } = 'text' in said ? said.text : JSON.stringify('form' in said ? said.form : said.choiceId)
  if (caller.kind === 'session' && length <= MAX_TEXT_CHARACTERS) characters.count(caller.sessionId, length)
}

/** Limits what may be done from one address without the API key. Calls from this machine itself are not limited. */
export function limitAddress(limiter: RateLimiter): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const address = c.get('caller').kind === 'app' ? undefined : visitorAddress(c.env.incoming)
    if (address !== undefined) limiter.count(addressBlock(address))
    await next()
  }
}
