import { Hono } from 'hono'
import { ZodError, z } from 'zod'
import type { EnhancedChat } from '../enhanced-chat'
import { Refusal, refusalAnswer } from '../refusal'
import { authorizationRoutes } from './authorization'
import { conversationRoutes } from './conversation'
import { type CustomerEnv, requireCustomer } from './customer'
import { eventRoutes } from './events'
import { fileContentRoutes } from './file-content'
import { messageRoutes } from './message'
import { readingRoutes } from './reading'

/** The SCRT host: the Enhanced Chat API, version 2, and its event router. */
export function enhancedChatRoutes(platform: EnhancedChat) {
  const app = new Hono<CustomerEnv>()
  app.onError((error, context) => {
    const { path } = context.req
    if (error instanceof Refusal) return refusalAnswer(error, platform.switches())
    if (error instanceof ZodError) {
      return refusalAnswer(new Refusal(400, 'BAD_REQUEST', z.prettifyError(error)), platform.switches())
    }
    if (error instanceof SyntaxError) {
      return refusalAnswer(new Refusal(400, 'BAD_REQUEST', 'The body is not JSON.'), platform.switches())
    }
    console.error(`The sandbox failed at ${path}:`, error)
    return refusalAnswer(new Refusal(500, 'INTERNAL_ERROR', 'The sandbox failed.'), platform.switches())
  })
  app.route('/iamessage/api/v2/authorization', authorizationRoutes(platform))
  app.use('/iamessage/api/v2/conversation/*', requireCustomer(platform))
  app.route('/iamessage/api/v2/conversation', conversationRoutes(platform))
  app.route('/iamessage/api/v2/conversation', messageRoutes(platform))
  app.route('/iamessage/api/v2/conversation', readingRoutes(platform))
  app.route('/eventrouter/v1', eventRoutes(platform))
  app.route('/file-content', fileContentRoutes(platform))
  return app
}
