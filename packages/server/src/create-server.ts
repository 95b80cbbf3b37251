import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './create-app'
import { createOpenStreams } from './events/open-streams'
import { takeUnreadBody } from './limits/unread-body'
import { type Listening, type ListenOptions, listen } from './listen/listen'
import { answerOutsideCalls } from './problems/answer-problem'
import { resolveSettings } from './settings/resolve-settings'
import type { ServerSettings } from './settings/settings'

/** The HTTP face of one hub. */
export interface HubServer {
  /**
   * Answers one request: for `http.createServer`, Express' `app.use` and everything else that speaks node's
   * request and response. Mount it in front of body parsers.
   */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  /** Listens by itself, with time limits against slow clients. Throws `port-in-use`. */
  listen(options?: ListenOptions): Promise<Listening>
  /** Ends the open event streams with the word to come back, and says at `/readyz` that this server stops. */
  endStreams(): void
}

/**
 * Puts a hub on HTTP. Nothing listens until `listen` is called or `handler` is mounted. Closing the hub is left
 * to whoever made it.
 *
 * Throws `settings-invalid` with everything that is wrong.
 */
export function createServer(settings: ServerSettings): HubServer {
  const resolved = resolveSettings(settings)
  const streams = createOpenStreams()
  const app = createApp(settings, resolved, streams)
  // Like every hono app on node, this puts a lighter Response in place of node's, which costs more than all else.
  // Its own clean-up resets a connection half a second after an answer that was given before the body had come.
  const respond = getRequestListener(app.fetch, {
    autoCleanupIncoming: false,
    // HTTP/1.0, which many a health check speaks, asks for no Host (RFC 9112, section 3.2).
    hostname: 'localhost',
    errorHandler: answerOutsideCalls,
  })
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    takeUnreadBody(request, response)
    void respond(request, response)
  }
  const handler = (request: IncomingMessage, response: ServerResponse) => {
    if (response.socket !== null) return answer(request, response)
    // Sent behind another request that is not answered yet, it waits for its turn. Until then node does not tell when the
    // client goes, and what is held until an answer is through would be held for ever.
    response.once('socket', () => queueMicrotask(() => answer(request, response)))
  }
  return {
    handler,
    listen: (options = {}) => listen(handler, streams.endAll, options),
    endStreams: streams.endAll,
  }
}
