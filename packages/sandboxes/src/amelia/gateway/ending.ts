import { z } from 'zod'
import { readCommand } from '../command'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { livingSession } from './addressed-session'
import { done } from './done'
import { type GatewayApp, gatewayApp } from './env'

const closeCommand = z.object({ skipPreCloseSurvey: z.boolean().default(false) })

/** `close`, `push-to-agent`, and `start`, which one client calls although /new has started already. */
export function endingRoutes(parts: AmeliaParts): GatewayApp {
  const { stage, switches } = parts
  return gatewayApp()
    .post('/conversations/:sessionId/close', async (context) => {
      const { skipPreCloseSurvey } = await readCommand(context, closeCommand)
      const { conversation } = livingSession(parts, context)
      stage.close(conversation.conversationId, skipPreCloseSurvey)
      return done(context, switches())
    })
    .post('/conversations/:sessionId/push-to-agent', (context) => {
      const { conversation } = livingSession(parts, context)
      stage.escalate(conversation.conversationId)
      return context.json({ status: 200 })
    })
    .post('/conversations/:sessionId/start', (context) => {
      if (switches().startCall === 404) throw new Refusal(404, 'Not found')
      livingSession(parts, context)
      return done(context, switches())
    })
}
