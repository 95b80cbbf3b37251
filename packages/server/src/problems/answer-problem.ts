import { ConversationError } from '@conversation-hub/core'
import { RequestError } from '@hono/node-server'
import type { HubContext } from '../http/env'
import { errorBehind } from './error-behind'
import { problemOf } from './problem'

/** Writes an error as the answer. */
export function answerProblem(c: HubContext, error: ConversationError): Response {
  c.get('record').code = error.code
  return responseOf(error)
}

/**
 * Answers a request for which no call could be looked up, because it has no address, or with which even `onError`
 * failed.
 */
export function answerOutsideCalls(thrown: unknown): Response {
  return responseOf(thrown instanceof RequestError ? noAddress() : errorBehind(thrown))
}

const noAddress = () =>
  new ConversationError(
    'invalid-request',
    'The Host header and the target of the request do not make an address together.',
  )

function responseOf(error: ConversationError): Response {
  return new Response(JSON.stringify(problemOf(error)), {
    status: error.status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(error.code === 'unauthorized' && { 'WWW-Authenticate': 'Bearer realm="conversation-hub"' }),
      ...(error.retryAfterMs !== undefined && {
        'Retry-After': String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))),
      }),
    },
  })
}
