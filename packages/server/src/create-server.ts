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
   * Answers one request: for `http.createServer`, Express' `app.use` and everything else that takes Node's request and
   * response. Mount it before body parsers.
   */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => void
  /** Listens on a port of its own, with time limits against slow clients. Throws `port-in-use`. */
  listen(options?: ListenOptions): Promise<Listening>
  /**
   * Ends the open event streams in such a way that browsers reconnect, and makes `/readyz` say that this server is
   * stopping.
   */
  endStreams(): void
}

/**
 * Puts a hub on HTTP. Nothing listens until `listen` is called or `handler` is mounted. Closing the hub is left to the
 * caller.
 *
 * Throws `settings-invalid`, which lists everything that is wrong with the settings.
 */
export function createServer(settings: ServerSettings): HubServer {
  const resolved = resolveSettings(settings)
  const streams = createOpenStreams()
  const app = createApp(settings, resolved, streams)
  // Like every Hono app on Node, this replaces Node's `Response` by a lighter one: Node's would cost more than anything
  // else. Hono's own clean-up would reset a connection half a second after an answer that was given before the body had
  // come.
  const respond = getRequestListener(app.fetch, {
    autoCleanupIncoming: false,
    // HTTP/1.0, which many health checks speak, does not require a Host (RFC 9112, section 3.2).
    hostname: 'localhost',
    errorHandler: answerOutsideCalls,
  })
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    takeUnreadBody(request, response)
    void respond(request, response)
  }
  const handler = (request: IncomingMessage, response: ServerResponse) => {
    if (response.socket !== null) return answer(request, response)
    // A request that comes behind another one waits until that is answered. Before that, Node does not tell when the
    // client goes away, and what is held until the answer is sent would be held for ever.
    response.once('socket', () => queueMicrotask(() => answer(request, response)))
  }
  return {
    handler,
    listen: (options = {}) => listen(handler, streams.endAll, options),
    endStreams: streams.endAll,
  }
}
