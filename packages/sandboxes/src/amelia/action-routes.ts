import { Hono } from 'hono'
import { z } from 'zod'
import type { HttpApp, HttpEnv } from '../http/env'

const actionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('expire-session'), conversationId: z.string() }),
  z.strictObject({ action: z.literal('expire-access-tokens') }),
  z.strictObject({ action: z.literal('forget-visitors') }),
  z.strictObject({ action: z.literal('cut-sockets') }),
])

export interface SandboxActions {
  /** Ends a conversation as if its idle time had passed. */
  expireSession(conversationId: string): void
  /** Voids every login token and OAuth token, as a restart with a new key does. */
  expireAccessTokens(): void
  /** Forgets every cookie of the web chat: `httpSession/check` answers that the session is invalid. */
  forgetVisitors(): void
  /** Cuts every open web socket, as a lost network does. */
  cutSockets(): void
}

/** `POST /sandbox/actions`: what happens once, on demand, rather than being switched on. */
export function sandboxActionRoutes(actions: SandboxActions): HttpApp {
  const app: HttpApp = new Hono<HttpEnv>()
  return app.post('/actions', async (context) => {
    const action = actionSchema.parse(await context.req.json())
    switch (action.action) {
      case 'expire-session':
        actions.expireSession(action.conversationId)
        break
      case 'expire-access-tokens':
        actions.expireAccessTokens()
        break
      case 'forget-visitors':
        actions.forgetVisitors()
        break
      case 'cut-sockets':
        actions.cutSockets()
    }
    return context.body(null, 204)
  })
}
