import { idSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { readJsonBody } from '../limits/read-body'
import { byApp, jsonAnswer, jsonBody, named, problems } from './describe'
import type { Parts } from './parts'

const deadLetter = named(
  z.object({
    conversationId: z.string(),
    commandId: z.string(),
    platform: z.string(),
    command: z.enum(['start', 'send', 'end', 'conclude', 'deliver']),
    code: z.string(),
    attempts: z.int(),
    failedAt: z.iso.datetime(),
  }),
  'DeadLetter',
)

const findDeadLetters = createRoute({
  method: 'get',
  path: '/v1/dead-letters',
  operationId: 'findDeadLetters',
  tags: ['operations'],
  summary: 'Read the commands that were given up',
  security: byApp,
  request: { query: z.strictObject({ conversationId: idSchema.optional() }) },
  responses: {
    200: jsonAnswer(
      z.object({ deadLetters: z.array(deadLetter) }),
      'Newest first; of commands and of text messages the newest 1,000 each.',
    ),
    ...problems('invalid-request', 'unauthorized', 'forbidden'),
  },
})

const whichBody = jsonBody(
  z.union([z.strictObject({ commandId: idSchema }), z.strictObject({ all: z.literal(true) })], {
    error: 'must be {"commandId": "..."} or {"all": true}',
  }),
)

const replayDeadLetters = createRoute({
  method: 'post',
  path: '/v1/dead-letters/replay',
  operationId: 'replayDeadLetters',
  tags: ['operations'],
  summary: 'Put commands that were given up back to work',
  security: byApp,
  request: { body: whichBody },
  responses: {
    200: jsonAnswer(z.object({ replayed: z.int() }), 'How many.'),
    ...problems('invalid-request', 'unauthorized', 'forbidden', 'message-too-large', 'media-type-refused'),
  },
})

const discardDeadLetters = createRoute({
  method: 'post',
  path: '/v1/dead-letters/discard',
  operationId: 'discardDeadLetters',
  tags: ['operations'],
  summary: 'Forget commands that were given up',
  description:
    'Nobody will try them again. A `start` is not among them: its conversation is closed or moved instead.',
  security: byApp,
  request: { body: whichBody },
  responses: {
    200: jsonAnswer(z.object({ discarded: z.int() }), 'How many.'),
    ...problems('invalid-request', 'unauthorized', 'forbidden', 'message-too-large', 'media-type-refused'),
  },
})

export function deadLetterCalls(app: HubApp, { hub }: Parts): void {
  app.openapi({ ...findDeadLetters, middleware: [only('app')] }, async (c) => {
    const { conversationId } = c.req.valid('query')
    const letters = await hub.findDeadLetters(conversationId === undefined ? {} : { conversationId })
    return c.json({ deadLetters: [...letters] }, 200)
  })

  app.openapi({ ...replayDeadLetters, middleware: [only('app'), readJsonBody] }, async (c) => {
    const which = c.req.valid('json')
    return c.json({ replayed: await hub.replayDeadLetters('all' in which ? 'all' : which) }, 200)
  })

  app.openapi({ ...discardDeadLetters, middleware: [only('app'), readJsonBody] }, async (c) => {
    const which = c.req.valid('json')
    return c.json({ discarded: await hub.discardDeadLetters('all' in which ? 'all' : which) }, 200)
  })
}
