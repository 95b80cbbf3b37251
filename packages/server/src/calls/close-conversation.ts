import { ConversationError, endReasonSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { limitSession } from '../limits/limit-sessions'
import { readJsonBody } from '../limits/read-body'
import { byAppOrSession, jsonAnswer, problems } from './describe'
import type { Parts } from './parts'
import { conversation, conversationPath } from './schemas'

const closeConversation = createRoute({
  method: 'post',
  path: '/v1/conversations/{conversationId}/close',
  operationId: 'closeConversation',
  tags: ['conversations'],
  summary: 'End a conversation',
  description:
    'The body may be left out. With a session token the reason is `customer-ended`; with the API key it is ' +
    '`operator` where none is given.',
  security: byAppOrSession,
  request: {
    params: conversationPath,
    body: {
      required: false,
      content: { 'application/json': { schema: z.strictObject({ reason: endReasonSchema.optional() }) } },
    },
  },
  responses: {
    200: jsonAnswer(conversation, 'The conversation, ended.'),
    ...problems(
      'invalid-request',
      'unauthorized',
      'forbidden',
      'conversation-not-found',
      'message-too-large',
      'media-type-refused',
      'rate-limited',
    ),
  },
})

export function closeConversationCall(app: HubApp, { hub, ownership, limits }: Parts): void {
  const middleware = [only('app', 'session'), limitSession(limits.signals), readJsonBody]
  app.openapi({ ...closeConversation, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    const { reason } = c.req.valid('json')
    await ownership.check(c, conversationId)
    if (c.get('caller').kind === 'app') {
      return c.json(await hub.closeConversation(conversationId, reason ?? 'operator'), 200)
    }
    if (reason !== undefined && reason !== 'customer-ended') {
      throw new ConversationError('forbidden', 'With a session token the only reason is "customer-ended".')
    }
    return c.json(await hub.closeConversation(conversationId, 'customer-ended'), 200)
  })
}
