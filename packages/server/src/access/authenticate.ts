import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubEnv } from '../http/env'
import type { Caller } from './caller'
import type { SessionTokens } from './session-tokens'

/**
 * Finds out who is calling. Without an Authorization header it is a visitor. A wrong header is always refused, even
 * where a visitor may call: whoever sends a key should learn that it is wrong.
 */
export function authenticate(
  isApiKey: (presented: string) => boolean,
  tokens: SessionTokens,
): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const header = c.req.header('authorization')
    const caller = header === undefined ? visitor : await callerOf(header)
    c.set('caller', caller)
    c.get('record').caller = caller
    await next()
  }

  async function callerOf(header: string): Promise<Caller> {
    const credential = /^Bearer +(\S+)$/i.exec(header)?.[1]
    if (credential === undefined) {
      throw new ConversationError(
        'unauthorized',
        'The Authorization header must read "Bearer", a space, and the API key or a session token.',
      )
    }
    return tokens.known(credential) ?? (isApiKey(credential) ? app : tokens.verify(credential))
  }
}

const app: Caller = { kind: 'app' }
const visitor: Caller = { kind: 'visitor' }

/** Lets only these callers through: 401 for those without key or token, 403 for a token where a key is needed. */
export function only(...kinds: ReadonlyArray<'app' | 'session'>): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const { kind } = c.get('caller')
    if (kind === 'visitor') {
      throw new ConversationError(
        'unauthorized',
        kinds.includes('session')
          ? 'This call needs "Authorization: Bearer" with the API key or a session token.'
          : 'This call needs "Authorization: Bearer" with the API key.',
      )
    }
    if (!kinds.includes(kind)) {
      throw new ConversationError(
        'forbidden',
        'A session token does not allow this call; it needs the API key.',
      )
    }
    await next()
  }
}
