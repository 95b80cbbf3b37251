import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import type { HubEnv } from '../http/env'

const PREFLIGHT_IS_KEPT_SECONDS = 7_200

/**
 * CORS: lets pages of these origins call, or all (`*`). The headers are set on Node's own response, so that event streams
 * have them, too; Hono's middleware would make every request twice as expensive.
 */
export function allowOrigins(origins: ReadonlyArray<string>): MiddlewareHandler<HubEnv> {
  const isForAll = origins.includes('*')
  return async (c, next) => {
    const origin = c.req.header('origin')
    const { outgoing } = c.env
    if (!isForAll) outgoing.setHeader('Vary', 'Origin')
    if (origin === undefined || !(isForAll || origins.includes(origin))) return next()
    outgoing.setHeader('Access-Control-Allow-Origin', isForAll ? '*' : origin)
    if (c.req.method !== 'OPTIONS') {
      outgoing.setHeader('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id')
      return next()
    }
    outgoing.setHeader('Access-Control-Allow-Methods', 'GET, POST, PATCH')
    outgoing.setHeader(
      'Access-Control-Allow-Headers',
      'Authorization, Content-Type, Last-Event-ID, Idempotency-Key',
    )
    outgoing.setHeader('Access-Control-Max-Age', PREFLIGHT_IS_KEPT_SECONDS)
    return c.body(null, 204)
  }
}

/**
 * Refuses calls from pages of other origins. CORS would only hide the answer from such a page, but a call that creates
 * work must not be made at all.
 */
export function refuseForeignOrigins(
  origins: ReadonlyArray<string>,
  publicUrl: URL | undefined,
): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const origin = c.req.header('origin')
    const isAllowed =
      c.get('caller').kind === 'app' ||
      origin === undefined ||
      origins.includes('*') ||
      origins.includes(origin) ||
      origin === publicUrl?.origin ||
      hostOf(origin) === c.req.header('host')
    if (!isAllowed) {
      throw new ConversationError(
        'forbidden',
        'Pages of this origin may not start sessions here. Add it to allowedOrigins (ALLOWED_ORIGINS).',
      )
    }
    await next()
  }
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
