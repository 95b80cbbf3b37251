import { idSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { byApp, jsonAnswer, named, problems } from './describe'
import type { Parts } from './parts'

const availability = named(
  z.object({
    available: z.enum(['yes', 'no', 'unknown']),
    platform: z.string().describe('The platform that a start would reach.'),
    waitSeconds: z.number().optional().describe('Where the platform tells.'),
    opensAt: z.iso.datetime().optional().describe('When it opens again, where the platform tells.'),
  }),
  'Availability',
)

const checkAvailability = createRoute({
  method: 'get',
  path: '/v1/resources/{resourceId}/availability',
  operationId: 'checkAvailability',
  tags: ['conversations'],
  summary: 'Ask whether a start would lead anywhere',
  description:
    'As far as the platform of the resource tells; its fallback is asked where it says `no`. Starts nothing. An ' +
    'answer is good for ten seconds. `unknown` is no reason not to start.',
  security: byApp,
  request: {
    params: z.object({ resourceId: idSchema.describe('A channel resource, or a name bound to one.') }),
  },
  responses: {
    200: jsonAnswer(availability, 'What is known.'),
    ...problems('unauthorized', 'forbidden', 'resource-unknown', 'resource-without-hub'),
  },
})

export function availabilityCall(app: HubApp, { hub }: Parts): void {
  app.openapi({ ...checkAvailability, middleware: [only('app')] }, async (c) =>
    c.json(await hub.checkAvailability(c.req.valid('param').resourceId), 200),
  )
}
