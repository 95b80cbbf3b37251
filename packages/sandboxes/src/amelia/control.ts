import { Hono } from 'hono'
import type { HttpApp, HttpEnv } from '../http/env'
import type { AmeliaParts } from './parts'

/** Control routes that only this sandbox has. */
export function controlRoutes(
  { world, stage }: AmeliaParts,
  { dropSockets }: { dropSockets(): void },
): HttpApp {
  const app: HttpApp = new Hono<HttpEnv>()
  app.post('/conversations/:id/expire', (context) => {
    stage.expire(context.req.param('id'))
    return context.body(null, 204)
  })
  app.delete('/tokens', (context) => {
    world.voidTokens()
    return context.body(null, 204)
  })
  app.delete('/visitors', (context) => {
    world.dropVisitors()
    return context.body(null, 204)
  })
  app.delete('/sockets', (context) => {
    dropSockets()
    return context.body(null, 204)
  })
  return app
}
