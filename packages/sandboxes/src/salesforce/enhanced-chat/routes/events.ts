import { Hono } from 'hono'
import { z } from 'zod'
import { answeredByItself } from '../../../http/no-answer'
import type { EnhancedChat } from '../enhanced-chat'
import { Refusal } from '../refusal'
import { type CustomerEnv, requireCustomer } from './customer'

const eventIdSchema = z.string().regex(/^\d+$/).transform(Number)

export function eventRoutes(platform: EnhancedChat) {
  const app = new Hono<CustomerEnv>()

  app.get('/sse', requireCustomer(platform), (context) => {
    const { sub: subject, orgId, exp: expiresAt } = context.var.claims
    const orgHeader = context.req.header('x-org-id')
    if (orgHeader === undefined) throw new Refusal(400, 'BAD_REQUEST', 'The X-Org-Id header is missing.')
    if (orgHeader !== orgId) throw new Refusal(400, 'BAD_REQUEST', 'OrgId in the header and token must match')
    const lastEventId = eventIdSchema.safeParse(context.req.header('last-event-id'))
    if (!lastEventId.success) {
      throw new Refusal(400, 'BAD_REQUEST', 'The Last-Event-Id header is missing or not a number.')
    }
    platform.streams.open(context.env.outgoing, { subject, expiresAt, lastEventId: lastEventId.data })
    return answeredByItself()
  })

  return app
}
