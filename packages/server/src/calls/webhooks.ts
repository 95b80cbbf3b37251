import { ConversationError, idSchema } from '@conversation-hub/core'
import { createRoute, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { HubApp, HubContext, HubEnv } from '../http/env'
import { readWebhookBody } from '../limits/read-body'
import { problems } from './describe'
import type { Parts } from './parts'

const webhook = createRoute({
  method: 'post',
  path: '/webhooks/{name}',
  operationId: 'receiveWebhook',
  tags: ['operations'],
  summary: 'Deliveries of platforms and carriers',
  description:
    'For platforms and carriers only. The signature is checked before anything is parsed; the answer comes ' +
    'after what was delivered has been kept, and the same delivery again has no second effect.',
  security: [{}],
  request: { params: z.object({ name: idSchema.describe('Of the connector instance or channel adapter.') }) },
  responses: {
    200: { description: 'Kept. With the body that the sender wants, where it wants one.' },
    ...problems('invalid-request', 'unauthorized', 'not-found', 'message-too-large', 'rate-limited'),
  },
})

export function webhookCall(app: HubApp, { hub, settings }: Parts): void {
  const middleware = [refuseUnknownNames(new Set(hub.describe().webhooks)), readWebhookBody]
  app.openapi({ ...webhook, middleware }, async (c) => {
    const reply = await hub.receiveWebhook(c.req.valid('param').name, {
      method: c.req.method,
      url: addressAsSent(c, settings.publicUrl),
      headers: new Headers(c.req.raw.headers),
      body: new Uint8Array(await c.req.arrayBuffer()),
    })
    if (!reply) return c.body(null, 200)
    return c.body(reply.body, 200, { 'Content-Type': reply.mediaType })
  })
}

/** Refuses unknown names before the body is read, so that such requests take none of the memory that deliveries share. */
function refuseUnknownNames(names: ReadonlySet<string>): MiddlewareHandler<HubEnv> {
  return async (c, next) => {
    if (!names.has(c.req.param('name') ?? '')) {
      throw new ConversationError('not-found', 'No platform and no carrier delivers to this address.')
    }
    await next()
  }
}

/** The address that the sender called, to the letter, because signatures cover it. */
function addressAsSent(c: HubContext, publicUrl: URL | undefined): string {
  const target = c.env.incoming.url ?? '/'
  const base = publicUrl?.href.replace(/\/$/, '') ?? `http://${c.req.header('host') ?? 'localhost'}`
  return `${base}${target}`
}
