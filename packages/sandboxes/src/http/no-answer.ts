import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { HttpEnv } from './env'

/** The socket is reset: the caller cannot know whether the request took effect. */
export function cutConnection(context: Context<HttpEnv>): Response {
  context.env.outgoing.socket?.resetAndDestroy()
  return RESPONSE_ALREADY_SENT
}

/** The socket stays open and nothing is ever answered. */
export function neverAnswer(): Response {
  return RESPONSE_ALREADY_SENT
}

/** For a route that has written, or will write, to Node's own response. */
export function answeredByItself(): Response {
  return RESPONSE_ALREADY_SENT
}
