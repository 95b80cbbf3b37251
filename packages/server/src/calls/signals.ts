import { idSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { limitSession } from '../limits/limit-sessions'
import { readJsonBody } from '../limits/read-body'
import { byAppOrSession, jsonAnswer, jsonBody, problems } from './describe'
import type { Parts } from './parts'
import { conversationPath, nothing } from './schemas'

const refusals = problems(
  'invalid-request',
  'unauthorized',
  'conversation-not-found',
  'message-too-large',
  'media-type-refused',
  'rate-limited',
)

const setTyping = createRoute({
  method: 'post',
  path: '/v1/conversations/{conversationId}/typing',
  operationId: 'setTyping',
  tags: ['messages'],
  summary: 'Say whether the customer is typing',
  security: byAppOrSession,
  request: { params: conversationPath, body: jsonBody(z.strictObject({ typing: z.boolean() })) },
  responses: { 202: jsonAnswer(nothing, 'Passed on, where the platform has typing.'), ...refusals },
})

const addReceipt = createRoute({
  method: 'post',
  path: '/v1/conversations/{conversationId}/receipts',
  operationId: 'addReceipt',
  tags: ['messages'],
  summary: 'Say that the customer got or read a message',
  security: byAppOrSession,
  request: {
    params: conversationPath,
    body: jsonBody(z.strictObject({ messageId: idSchema, status: z.enum(['delivered', 'read']) })),
  },
  responses: {
    202: jsonAnswer(nothing, 'Kept, and passed on where the platform has receipts.'),
    ...refusals,
  },
})

export function signalCalls(app: HubApp, { hub, limits, ownership }: Parts): void {
  const middleware = [only('app', 'session'), limitSession(limits.signals), readJsonBody]
  app.openapi({ ...setTyping, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    await ownership.check(c, conversationId)
    await hub.setTyping(conversationId, c.req.valid('json').typing)
    return c.json({}, 202)
  })

  app.openapi({ ...addReceipt, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    await ownership.check(c, conversationId)
    await hub.addReceipt(conversationId, c.req.valid('json'))
    return c.json({}, 202)
  })
}
