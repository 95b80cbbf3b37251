import { setTimeout as delay } from 'node:timers/promises'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { HttpEnv } from '../http/env'
import { cutConnection, neverAnswer } from '../http/no-answer'
import type { Fault } from './fault'
import type { Faults } from './faults'

/** A process whose sandbox is closed does not wait for the end of a delay. */
const WAKES_NOBODY = { ref: false }

/** Spoils the platform's own routes; the sandbox's control routes always work. */
export function injectFaults(faults: Faults) {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const { method, path } = context.req
    const fault = path.startsWith('/sandbox') ? undefined : faults.strike(method, path)
    if (fault === undefined) return next()

    if (fault.kind === 'delay') {
      if (fault.when === 'before') await delay(fault.milliseconds, undefined, WAKES_NOBODY)
      await next()
      if (fault.when === 'after') await delay(fault.milliseconds, undefined, WAKES_NOBODY)
      return
    }
    const repeated = await requestIn(context, fault)
    if (fault.when === 'before') return answerOf(fault, context, repeated)
    await next()
    // The context would otherwise merge the headers of the answer that is being replaced.
    context.res = undefined
    context.res = answerOf(fault, context, repeated)
  })
}

/** The request that an answer repeats, if it does. */
async function requestIn({ req }: Context<HttpEnv>, fault: Fault): Promise<string | undefined> {
  if (!('repeatsRequest' in fault && fault.repeatsRequest)) return undefined
  return JSON.stringify({ headers: req.header(), body: await req.text() })
}

function answerOf(
  fault: Exclude<Fault, { kind: 'delay' }>,
  context: Context<HttpEnv>,
  repeated: string | undefined,
): Response {
  switch (fault.kind) {
    case 'cut':
      return cutConnection(context)
    case 'hang':
      return neverAnswer()
    case 'html':
      return new Response(
        `<!doctype html><title>${fault.status}</title><h1>Bad gateway</h1>${repeated ?? ''}`,
        {
          status: fault.status,
          headers: { 'content-type': 'text/html; charset=utf-8' },
        },
      )
    case 'answer':
      return new Response(bodyOf(fault, repeated), {
        status: fault.status,
        headers: {
          'content-type': typeof fault.body === 'string' ? 'text/plain' : 'application/json',
          ...fault.headers,
        },
      })
  }
}

function bodyOf(
  { body, status }: Extract<Fault, { kind: 'answer' }>,
  request: string | undefined,
): string | null {
  if (status === 204 || status === 304 || (body === undefined && request === undefined)) return null
  if (typeof body === 'string') return body + (request ?? '')
  if (request === undefined) return JSON.stringify(body)
  return JSON.stringify(typeof body === 'object' ? { ...body, request } : { body, request })
}
