import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpEnv } from '../http/env'
import type { EnhancedChat } from './enhanced-chat/enhanced-chat'
import type { AccessTokens } from './identity/access-token'

const actionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('cut-streams'), conversationId: z.string().optional() }),
  z.strictObject({ action: z.literal('end-streams'), conversationId: z.string().optional() }),
  z.strictObject({ action: z.literal('freeze-streams'), conversationId: z.string().optional() }),
  z.strictObject({ action: z.literal('expire-session'), conversationId: z.string() }),
  z.strictObject({ action: z.literal('expire-access-tokens') }),
  z.strictObject({ action: z.literal('expire-customer-tokens') }),
])

/** `POST /sandbox/actions`: what happens once, on demand, rather than being switched on. */
export function sandboxActionRoutes(platform: EnhancedChat, tokens: AccessTokens) {
  const { streams, stage } = platform
  const app = new Hono<HttpEnv>()
  app.post('/actions', async (context) => {
    const action = actionSchema.parse(await context.req.json())
    switch (action.action) {
      case 'cut-streams':
        streams.cut(action.conversationId)
        break
      case 'end-streams':
        streams.end(action.conversationId)
        break
      case 'freeze-streams':
        streams.freeze(action.conversationId)
        break
      case 'expire-session':
        stage.interrupt(action.conversationId, [{ step: 'end-session', role: 'System' }])
        break
      case 'expire-access-tokens':
        tokens.expireAll()
        break
      case 'expire-customer-tokens':
        platform.tokens.expireAll()
        streams.expire()
    }
    return context.body(null, 204)
  })
  return app
}
