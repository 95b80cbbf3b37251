import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import { accessRoutes } from './access'
import { contentRoutes } from './content'
import { conversationRoutes } from './conversations'
import { type WebchatApp, webchatApp } from './env'
import { sockInfo } from './sockjs'
import { knowVisitor } from './visitor'

/** The core web API, below `/Amelia/api`. */
export function webchatRoutes(parts: AmeliaParts): WebchatApp {
  const app = webchatApp()
  app.onError((error, context) => {
    if (!(error instanceof Refusal)) throw error
    return context.json({ code: error.status, message: error.message }, error.status)
  })
  app.get('/sock/info', (context) => context.json(sockInfo()))
  app.route('/', accessRoutes(parts))
  app.use(knowVisitor(parts))
  app.route('/', conversationRoutes(parts)).route('/', contentRoutes(parts))
  app.all('*', () => {
    throw new Refusal(404, 'Not found')
  })
  return app
}
