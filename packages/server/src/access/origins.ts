import { ConversationError } from '@conversation-hub/core'
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { HubEnv } from '../http/env'

const PREFLIGHT_IS_KEPT_SECONDS = 7_200

/** Lets pages of these origins call; `*` lets all. */
export function allowOrigins(origins: ReadonlyArray<string>): MiddlewareHandler<HubEnv> {
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    allowMethods: ['GET', 'POST', 'PATCH'],
    allowHeaders: ['Authorization', 'Content-Type', 'Last-Event-ID', 'Idempotency-Key'],
    exposeHeaders: ['Retry-After', 'X-Request-Id'],
    maxAge: PREFLIGHT_IS_KEPT_SECONDS,
  })
}

/**
 * Refuses a page of a foreign origin. CORS only hides the answer from such a page; a call that creates work
 * must not be made at all.
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
