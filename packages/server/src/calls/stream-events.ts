import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import { parseLastEventId } from '../events/last-event-id'
import { streamEvents } from '../events/stream-events'
import type { HubApp } from '../http/env'
import { limitSession } from '../limits/limit-sessions'
import { byAppOrSession, problems } from './describe'
import type { Parts } from './parts'
import { conversationEvent, conversationPath } from './schemas'

const events = createRoute({
  method: 'get',
  path: '/v1/conversations/{conversationId}/events',
  operationId: 'streamEvents',
  tags: ['messages'],
  summary: 'Follow a conversation',
  description:
    'Server-sent events: first what happened after `Last-Event-ID` (everything, without it), then what ' +
    'happens. Where the conversation has no event with that number yet, because the operator has restored a backup ' +
    'of the database, the stream starts at number 1 again: forget what was seen before. `event` is the event’s ' +
    '`type`, `data` its JSON, and `id` its `seq`; what is not kept (typing) ' +
    'has no id. The stream ends with the conversation; a client that comes back after that gets 204, which ' +
    'tells an EventSource to stop. A customer’s stream ends, too, when the customer is moved elsewhere; whoever ' +
    'comes back gets 404. A client that does not read for 30 seconds is cut off and may resume. Of more than 20 streams of ' +
    'one session on one server, the oldest ends, and its client is told (`retry`) to come back after half a minute.',
  security: byAppOrSession,
  parameters: [
    {
      in: 'header',
      name: 'Last-Event-ID',
      description: 'The id of the last event seen.',
      schema: { type: 'string', pattern: '^[0-9]{1,15}$' },
    },
  ],
  request: {
    params: conversationPath,
    query: z.object({
      lastEventId: z
        .string()
        .optional()
        .describe('The same, where the header cannot be set. The header goes first.'),
    }),
  },
  responses: {
    200: {
      description: 'The stream. The `data` of its events:',
      content: { 'text/event-stream': { schema: conversationEvent } },
    },
    204: { description: 'The conversation has ended and the client has seen everything.' },
    ...problems('invalid-request', 'unauthorized', 'conversation-not-found', 'rate-limited'),
  },
})

export function streamEventsCall(app: HubApp, { hub, ownership, streams, limits }: Parts): void {
  const middleware = [only('app', 'session'), limitSession(limits.reads)]
  app.openapi({ ...events, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    const afterSeq = parseLastEventId(c.req.header('last-event-id'), c.req.valid('query').lastEventId)
    const { state } = await ownership.read(c, conversationId)
    if (c.req.method === 'HEAD') return c.body(null, 204)
    const caller = c.get('caller')
    const outcome = await streamEvents(hub, streams, {
      outgoing: c.env.outgoing,
      conversationId,
      afterSeq,
      hasEnded: state === 'ended',
      ...(caller.kind === 'session' && { until: caller.expiresAt, customerDestination: caller.sessionId }),
    })
    // Where another hono app has put the lighter Response in place, only a clone, which is node's own, is known
    // for what it is.
    return outcome === 'nothing-more' ? c.body(null, 204) : RESPONSE_ALREADY_SENT.clone()
  })
}
