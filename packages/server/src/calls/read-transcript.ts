import { createRoute, z } from '@hono/zod-openapi'
import { accepts } from 'hono/accepts'
import { only } from '../access/authenticate'
import type { HubApp } from '../http/env'
import { holdAnswer } from '../limits/answer-memory'
import { limitSession } from '../limits/limit-sessions'
import { byAppOrSession, problems } from './describe'
import type { Parts } from './parts'
import { conversationPath, transcript } from './schemas'
import { transcriptText } from './transcript-text'

const readTranscript = createRoute({
  method: 'get',
  path: '/v1/conversations/{conversationId}/transcript',
  operationId: 'readTranscript',
  tags: ['conversations'],
  summary: 'Read what was said',
  description: 'JSON, or text for people where `Accept` prefers `text/plain`.',
  security: byAppOrSession,
  request: { params: conversationPath },
  responses: {
    200: {
      description: 'The messages, oldest first.',
      content: { 'application/json': { schema: transcript }, 'text/plain': { schema: z.string() } },
    },
    ...problems('unauthorized', 'conversation-not-found', 'rate-limited'),
  },
})

export function readTranscriptCall(app: HubApp, { hub, ownership, limits }: Parts): void {
  const middleware = [only('app', 'session'), limitSession(limits.reads)]
  app.openapi({ ...readTranscript, middleware }, async (c) => {
    const { conversationId } = c.req.valid('param')
    await ownership.check(c, conversationId)
    const said = await hub.getTranscript(conversationId)
    const type = accepts(c, {
      header: 'Accept',
      supports: ['application/json', 'text/plain'],
      default: 'application/json',
    })
    const body = type === 'text/plain' ? transcriptText(said) : JSON.stringify(said)
    // JSON turns a control character, which anybody may write, into six characters.
    holdAnswer(c, Buffer.byteLength(body))
    await ownership.confirm(c, conversationId)
    return type === 'text/plain' ? c.text(body, 200) : c.text(body, 200, { 'Content-Type': type })
  })
}
