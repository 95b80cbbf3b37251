import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'

/** Node's own request and response are within reach of every route: cutting and hanging need the socket. */
export interface HttpEnv {
  Bindings: HttpBindings
}

export type HttpApp = Hono<HttpEnv>
