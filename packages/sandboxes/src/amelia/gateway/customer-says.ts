import type { Context } from 'hono'
import { z } from 'zod'
import { readCommand } from '../command'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { livingSession } from './addressed-session'
import { done } from './done'
import { type GatewayApp, type GatewayEnv, gatewayApp } from './env'

const sendCommand = z.object({ messageText: z.string().min(1) })

/** `send` takes the words in the body, `say` in the query. */
export function customerSaysRoutes(parts: AmeliaParts): GatewayApp {
  const { stage, switches } = parts

  const hear = (context: Context<GatewayEnv>, text: string): Response => {
    const { session, conversation } = livingSession(parts, context)
    const { inputLimit, inputWhileDisabled } = switches()
    if (inputLimit > 0 && text.length > inputLimit) throw new Refusal(400, `At most ${inputLimit} characters`)
    const disabled = conversation.phase.name === 'amelia' && conversation.agenda.length > 0
    if (disabled && inputWhileDisabled === 'refused') throw new Refusal(400, 'Input is disabled')
    stage.hear(session, { text })
    return done(context, switches())
  }

  return gatewayApp()
    .post('/conversations/:sessionId/send', async (context) => {
      const { messageText } = await readCommand(context, sendCommand)
      return hear(context, messageText)
    })
    .post('/conversations/:sessionId/say', (context) => {
      const text = context.req.query('messageText')
      if (!text) throw new Refusal(400, 'messageText is required')
      return hear(context, text)
    })
}
