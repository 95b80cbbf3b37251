import { ConversationError } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { visitorAddress } from '../limits/visitor-address'
import type { Metrics } from '../operations/metrics'
import { errorBehind } from '../problems/error-behind'
import { jsonAnswer, problems } from './describe'
import type { Parts } from './parts'

const status = <Word extends string>(word: Word) => z.object({ status: z.literal(word) })

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'checkAlive',
  tags: ['operations'],
  summary: 'The process lives',
  security: [{}],
  responses: { 200: jsonAnswer(status('alive'), 'It does.') },
})

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'checkReady',
  tags: ['operations'],
  summary: 'Calls can be served',
  description:
    'The database answers and this instance holds its lease; 503 while it does not, and while it stops.',
  security: [{}],
  responses: { 200: jsonAnswer(status('ready'), 'They can.'), ...problems('database-unavailable') },
})

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  tags: ['operations'],
  summary: 'Figures in Prometheus’ text format',
  description:
    'With the API key. Calls from this machine itself need none, nor does any where the server is set so.',
  security: [{}, { apiKey: [] }],
  responses: {
    200: { description: 'The figures.', content: { 'text/plain': { schema: z.string() } } },
    ...problems('unauthorized', 'forbidden'),
  },
})

export function operationCalls(app: HubApp, { hub, settings, streams }: Parts, metrics: Metrics): void {
  app.openapi(healthz, (c) => c.json({ status: 'alive' as const }, 200))

  app.openapi(readyz, async (c) => {
    if (streams.isClosed) throw notReady('This server is stopping.')
    await hub.checkReady().catch((thrown: unknown) => {
      throw notReady(errorBehind(thrown).message)
    })
    return c.json({ status: 'ready' as const }, 200)
  })

  const guard = only('app')
  app.openapi(metricsRoute, async (c) => {
    const isOpen = settings.metrics === 'open' || visitorAddress(c.env.incoming) === undefined
    if (!isOpen) await guard(c, async () => {})
    return c.text(await metrics.render(), 200, { 'Content-Type': metrics.contentType })
  })
}

function notReady(why: string): ConversationError {
  return new ConversationError('database-unavailable', why)
}
