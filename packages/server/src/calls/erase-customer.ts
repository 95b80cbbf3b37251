import { idSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { byApp, jsonAnswer, problems } from './describe'
import type { Parts } from './parts'

const eraseCustomer = createRoute({
  method: 'delete',
  path: '/v1/conversations',
  operationId: 'eraseCustomer',
  tags: ['conversations'],
  summary: 'Erase a customer',
  description:
    'Ends the customer’s live conversations and deletes everything that the hub kept of all of them. What a ' +
    'platform keeps has to be deleted there.',
  security: byApp,
  // In the query, which is not logged.
  request: { query: z.strictObject({ customerIdentifier: idSchema }) },
  responses: {
    200: jsonAnswer(z.object({ erased: z.int() }), 'How many conversations there were.'),
    ...problems('invalid-request', 'unauthorized', 'forbidden'),
  },
})

export function eraseCustomerCall(app: HubApp, { hub }: Parts): void {
  app.openapi({ ...eraseCustomer, middleware: [only('app')] }, async (c) =>
    c.json({ erased: await hub.eraseCustomer(c.req.valid('query').customerIdentifier) }, 200),
  )
}
