import { Hono } from 'hono'
import type { HttpApp, HttpEnv } from '../../http/env'
import type { TwilioParts } from '../parts'
import { Refusal } from '../refusal'
import { onlyTheAccount } from './access'

/** Customers' files: the API redirects to a store, which takes no credentials, as Twilio's does. */
export function mediaRoutes({ world, switches }: TwilioParts): HttpApp {
  const app = new Hono<HttpEnv>()
  const path = '/2010-04-01/Accounts/:accountSid/Messages/:sid/Media/:mediaSid'

  const find = (mediaSid: string) => {
    for (const { media } of world.messages.values()) {
      const found = media.find((one) => one.mediaSid === mediaSid)
      if (found?.content !== undefined) return { contentType: found.contentType, content: found.content }
    }
    throw new Refusal(404, 20404, 'The requested file was not found')
  }

  app.get(
    path,
    async (context, next) => {
      if (switches().mediaAccess === 'public') return next()
      return onlyTheAccount(context, next)
    },
    (context) => {
      const mediaSid = context.req.param('mediaSid')
      find(mediaSid)
      return context.redirect(`/media-store/${mediaSid}`, 307)
    },
  )

  app.get('/media-store/:mediaSid', (context) => {
    if (context.req.header('authorization') !== undefined) {
      return context.text('Only one authentication mechanism is allowed', 400)
    }
    const { contentType, content } = find(context.req.param('mediaSid'))
    return context.body(new Uint8Array(Buffer.from(content, 'base64')), 200, { 'content-type': contentType })
  })
  return app
}
