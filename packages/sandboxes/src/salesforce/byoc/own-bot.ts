import { Hono } from 'hono'
import type { HttpEnv } from '../../http/env'
import { requireContextType } from './caller'
import { InteractionRefusal } from './refusal'

/** The calls of a partner that brings its own bot, which this org has none of. */
export function ownBotRoutes() {
  const app = new Hono<HttpEnv>()
  app.on(['GET', 'POST'], '/conversationEntry', requireContextType, noBot)
  app.on(['GET', 'POST'], '/attachment', noBot)
  return app
}

function noBot(): never {
  throw new InteractionRefusal(10086, 'The ExternalBotId is invalid.')
}
