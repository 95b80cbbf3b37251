import { conversationStateSchema, idSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { limitSession } from '../limits/limit-sessions'
import { byApp, byAppOrSession, jsonAnswer, problems } from './describe'
import type { Parts } from './parts'
import { conversation, conversationPath } from './schemas'

const getConversation = createRoute({
  method: 'get',
  path: '/v1/conversations/{conversationId}',
  operationId: 'getConversation',
  tags: ['conversations'],
  summary: 'Read a conversation',
  security: byAppOrSession,
  request: { params: conversationPath },
  responses: {
    200: jsonAnswer(conversation, 'The conversation as it is now.'),
    ...problems('unauthorized', 'conversation-not-found', 'rate-limited'),
  },
})

const findConversations = createRoute({
  method: 'get',
  path: '/v1/conversations',
  operationId: 'findConversations',
  tags: ['conversations'],
  summary: 'Find conversations',
  security: byApp,
  request: {
    query: z.strictObject({
      customerIdentifier: idSchema.optional(),
      state: conversationStateSchema.optional(),
      resourceId: idSchema.optional(),
      cursor: z.string().min(1).max(1_000).optional().describe('Of the page before.'),
      limit: z.coerce.number().int().min(1).max(200).optional().describe('Default 50.'),
    }),
  },
  responses: {
    200: jsonAnswer(
      z.object({
        conversations: z.array(conversation),
        cursor: z.string().optional().describe('Present when there are more.'),
      }),
      'One page.',
    ),
    ...problems('invalid-request', 'unauthorized', 'forbidden'),
  },
})

export function readConversationCalls(app: HubApp, { hub, ownership, limits }: Parts): void {
  app.openapi({ ...findConversations, middleware: [only('app')] }, async (c) => {
    const { customerIdentifier, state, resourceId, cursor, limit } = c.req.valid('query')
    const page = await hub.findConversations({
      ...(customerIdentifier !== undefined && { customerIdentifier }),
      ...(state && { state }),
      ...(resourceId !== undefined && { resourceId }),
      ...(cursor !== undefined && { cursor }),
      ...(limit !== undefined && { limit }),
    })
    return c.json({ ...page, conversations: [...page.conversations] }, 200)
  })

  const middleware = [only('app', 'session'), limitSession(limits.reads)]
  app.openapi({ ...getConversation, middleware }, async (c) =>
    c.json(await ownership.read(c, c.req.valid('param').conversationId), 200),
  )
}
