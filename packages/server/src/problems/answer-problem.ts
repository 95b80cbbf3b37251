import type { ConversationError } from '@conversation-hub/core'
import type { HubContext } from '../http/env'
import { problemOf } from './problem'

/** Writes an error as the answer. */
export function answerProblem(c: HubContext, error: ConversationError): Response {
  c.get('record').code = error.code
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
