import { ConversationError } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { countCharacters, limitSession } from '../limits/limit-sessions'
import { readJsonBody } from '../limits/read-body'
import { byAppOrSession, jsonAnswer, jsonBody, problems } from './describe'
import type { Parts } from './parts'
import { appMessage, conversationPath, customerMessage, messageTaken } from './schemas'

const sendMessage = createRoute({
  method: 'post',
  path: '/v1/conversations/{conversationId}/messages',
  operationId: 'sendMessage',
  tags: ['messages'],
  summary: 'Say something',
  description:
    'The customer says a text, picks a choice or answers a form. When this is answered, the message is kept ' +
    'and will reach the platform. The same `clientMessageId` twice is one message. With `author` (API key ' +
    'only) the app itself speaks to the customer, and the platform is not told.',
  security: byAppOrSession,
  request: {
    params: conversationPath,
    body: jsonBody(
      z.union([...customerMessage.options, appMessage], {
        error:
          'must be exactly one of {text}, {choiceId} or {form}, with an optional clientMessageId; ' +
          'with {text}, the API key may send author: {role, name?}',
      }),
    ),
  },
  responses: {
    202: jsonAnswer(messageTaken, 'Kept, and on its way.'),
    ...problems(
      'invalid-request',
      'choice-unknown',
      'unauthorized',
      'forbidden',
      'conversation-not-found',
      'conversation-ended',
      'message-too-large',
      'media-type-refused',
      'rate-limited',
    ),
  },
})

export function sendMessageCall(app: HubApp, { hub, limits, ownership }: Parts): void {
  const middleware = [only('app', 'session'), limitSession(limits.messages), readJsonBody]
  app.openapi({ ...sendMessage, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    const message = c.req.valid('json')
    await ownership.check(c, conversationId)
    countCharacters(c, limits, message)
    if (!('author' in message)) return c.json(await hub.sendMessage(conversationId, message), 202)
    if (c.get('caller').kind !== 'app') {
      throw new ConversationError('forbidden', 'Only the API key may say who the author is.')
    }
    const { author, ...said } = message
    return c.json(await hub.sendMessage(conversationId, said, { author }), 202)
  })
}
