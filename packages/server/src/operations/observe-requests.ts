import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { HubEnv } from '../http/env'
import { logEntryOf, type ServerLog } from './log'
import type { Metrics } from './metrics'
import type { RequestRecord } from './request-record'

/** Gives every request an id, and measures and logs it when its answer has been sent or its client has gone. */
export function observeRequests(log: ServerLog | undefined, metrics: Metrics): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    const startedAt = performance.now()
    const { outgoing } = c.env
    const { method, path } = c.req
    const record: RequestRecord = { requestId: randomUUID(), method, path }
    c.set('record', record)
    outgoing.setHeader('X-Request-Id', record.requestId)
    // Nothing of a conversation may be cached on the way.
    if (path.startsWith('/v1/')) outgoing.setHeader('Cache-Control', 'no-store')
    outgoing.once('close', () => {
      const outcome = {
        status: outgoing.statusCode,
        durationMs: performance.now() - startedAt,
        aborted: !outgoing.writableFinished,
      }
      metrics.count(record, outcome)
      log?.(logEntryOf(record, outcome))
    })
    await next()
    record.route = routePath(c)
  }
}
