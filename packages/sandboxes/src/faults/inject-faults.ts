import { setTimeout as delay } from 'node:timers/promises'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from '../http/env'
import { cutConnection, neverAnswer } from '../http/no-answer'
import type { Fault } from './fault'
import type { Faults } from './faults'

/** Spoils the platform's own routes; the sandbox's control routes always work. */
export function injectFaults(faults: Faults) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const { method, path } = context.req
    const fault = path.startsWith('/sandbox') ? undefined : faults.strike(method, path)
    if (fault === undefined) return next()

    if (fault.kind === 'delay') {
      if (fault.when === 'before') await delay(fault.milliseconds)
      await next()
      if (fault.when === 'after') await delay(fault.milliseconds)
      return
    }
    if (fault.when === 'before') return answerOf(fault, context)
    await next()
    // The context would otherwise merge the headers of the answer that is being replaced.
    context.res = undefined
    context.res = answerOf(fault, context)
  })
}

function answerOf(fault: Exclude<Fault, { kind: 'delay' }>, context: Context<HttpEnv>): Response {
  switch (fault.kind) {
    case 'cut':
      return cutConnection(context)
    case 'hang':
      return neverAnswer()
    case 'html':
      return new Response(`<!doctype html><title>${fault.status}</title><h1>Bad gateway</h1>`, {
        status: fault.status,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      })
    case 'answer':
      return new Response(bodyOf(fault.body, fault.status), {
        status: fault.status,
        headers: {
          'content-type': typeof fault.body === 'string' ? 'text/plain' : 'application/json',
          ...fault.headers,
        },
      })
  }
}

function bodyOf(body: unknown, status: number): string | null {
  if (body === undefined || status === 204 || status === 304) return null
  return typeof body === 'string' ? body : JSON.stringify(body)
}
