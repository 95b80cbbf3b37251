import { idSchema, messageTextSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { onlyFewParts } from '../limits/few-parts'
import { countCharacters, limitSession } from '../limits/limit-sessions'
import { MAX_FILE_BYTES, readFormBody } from '../limits/read-body'
import { byAppOrSession, jsonAnswer, problems } from './describe'
import type { Parts } from './parts'
import { conversationPath, messageTaken } from './schemas'

const fileForm = z.strictObject({
  file: z.instanceof(File, { error: 'must be a file' }).openapi({ type: 'string', format: 'binary' }),
  text: messageTextSchema.optional(),
  clientMessageId: idSchema.optional(),
})

const sendFile = createRoute({
  method: 'post',
  path: '/v1/conversations/{conversationId}/attachments',
  operationId: 'sendFile',
  tags: ['messages'],
  summary: 'Send a file',
  description: `The customer sends a file of at most ${MAX_FILE_BYTES} bytes, with a text where there is one.`,
  security: byAppOrSession,
  request: {
    params: conversationPath,
    body: { required: true, content: { 'multipart/form-data': { schema: fileForm } } },
  },
  responses: {
    202: jsonAnswer(messageTaken, 'Kept, and on its way.'),
    ...problems(
      'invalid-request',
      'unauthorized',
      'conversation-not-found',
      'conversation-ended',
      'message-too-large',
      'media-type-refused',
      'rate-limited',
    ),
  },
})

export function sendFileCall(app: HubApp, { hub, limits, ownership }: Parts): void {
  const middleware = [only('app', 'session'), limitSession(limits.messages), readFormBody, onlyFewParts]
  app.openapi({ ...sendFile, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    const { file, text, clientMessageId } = c.req.valid('form')
    await ownership.check(c, conversationId)
    countCharacters(c, limits, { text: text ?? '' })
    const taken = await hub.sendFile(conversationId, {
      name: file.name || 'file',
      mediaType: file.type || 'application/octet-stream',
      content: new Uint8Array(await file.arrayBuffer()),
      ...(text !== undefined && { text }),
      ...(clientMessageId !== undefined && { clientMessageId }),
    })
    return c.json(taken, 202)
  })
}
