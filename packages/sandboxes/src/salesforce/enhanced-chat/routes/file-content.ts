import { Hono } from 'hono'
import type { HttpEnv } from '../../../http/env'
import type { EnhancedChat } from '../enhanced-chat'

// One orange pixel.
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFAAH/q842iQAAAABJRU5ErkJggg=='

/** The files the script offers and the ones customers sent; on the platform these are links to a content host. */
export function fileContentRoutes({ files }: EnhancedChat) {
  const app = new Hono<HttpEnv>()
  app.get('/picture/:name', (context) =>
    context.body(Buffer.from(PICTURE, 'base64'), 200, { 'content-type': 'image/png' }),
  )
  app.get('/receipt/:name', (context) => context.text('Order 1042: one pair of shoes, 89.00\n'))
  app.get('/:fileId/:name', (context) => {
    const file = files.get(context.req.param('fileId'))
    if (file === undefined) return context.text('No such file.', 404)
    return context.body(Buffer.from(file.base64, 'base64'), 200, { 'content-type': file.mimeType })
  })
  return app
}
