import { conversationSchema, idSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { readJsonBody } from '../limits/read-body'
import { byApp, jsonAnswer, jsonBody, named, problems } from './describe'
import type { Parts } from './parts'
import { conversation, conversationPath } from './schemas'

const common = [
  'invalid-request',
  'unauthorized',
  'forbidden',
  'conversation-not-found',
  'message-too-large',
  'media-type-refused',
] as const

const movedConversation = named(
  conversationSchema.extend({
    transcript: z
      .object({ handedOver: z.int(), leftOut: z.int() })
      .optional()
      .describe('How many messages the new platform was told. Absent where it had the conversation already.'),
  }),
  'MovedConversation',
)

const updateCustomerIdentifier = createRoute({
  method: 'patch',
  path: '/v1/conversations/{conversationId}',
  operationId: 'updateCustomerIdentifier',
  tags: ['conversations'],
  summary: 'Say who the customer is',
  security: byApp,
  request: {
    params: conversationPath,
    body: jsonBody(z.strictObject({ customerIdentifier: idSchema })),
  },
  responses: { 200: jsonAnswer(conversation, 'The conversation.'), ...problems(...common) },
})

const moveConversation = createRoute({
  method: 'post',
  path: '/v1/conversations/{conversationId}/move',
  operationId: 'moveConversation',
  tags: ['conversations'],
  summary: 'Move to another platform',
  description:
    'The new platform gets the transcript, as far as it has room; the answer says how many messages were left out. ' +
    'The old one is told the end. What the customer says meanwhile waits for the new one.',
  security: byApp,
  request: { params: conversationPath, body: jsonBody(z.strictObject({ platform: idSchema })) },
  responses: {
    202: jsonAnswer(movedConversation, 'The conversation; the platforms are being told.'),
    ...problems(...common, 'conversation-ended', 'platform-unknown'),
  },
})

const moveCustomer = createRoute({
  method: 'post',
  path: '/v1/conversations/{conversationId}/move-customer',
  operationId: 'moveCustomer',
  tags: ['conversations'],
  summary: 'Move the customer to another resource',
  description:
    'For example from web chat to SMS; the conversation and its platform stay. The session that had it sees no more of ' +
    'it, and its event streams end.',
  security: byApp,
  request: {
    params: conversationPath,
    body: jsonBody(
      z.strictObject({
        resourceId: idSchema,
        customerDestination: idSchema,
        onLive: z
          .enum(['reject', 'replace'])
          .optional()
          .describe('Where another conversation is live there: an error (default), or it is closed.'),
      }),
    ),
  },
  responses: {
    200: jsonAnswer(conversation, 'The conversation at its new destination.'),
    ...problems(
      ...common,
      'conversation-ended',
      'destination-invalid',
      'resource-unknown',
      'resource-without-hub',
      'destination-opted-out',
      'conversation-live',
    ),
  },
})

export function changeConversationCalls(app: HubApp, { hub, ownership }: Parts): void {
  const middleware = [only('app'), readJsonBody]

  app.openapi({ ...updateCustomerIdentifier, middleware }, async (c) => {
    const { customerIdentifier } = c.req.valid('json')
    return c.json(
      await hub.updateCustomerIdentifier(c.req.valid('param').conversationId, customerIdentifier),
      200,
    )
  })

  app.openapi({ ...moveConversation, middleware }, async (c) =>
    c.json(await hub.moveConversation(c.req.valid('param').conversationId, c.req.valid('json')), 202),
  )

  app.openapi({ ...moveCustomer, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    const moved = await hub.moveCustomer(conversationId, c.req.valid('json'))
    ownership.forget(conversationId)
    return c.json(moved, 200)
  })
}
