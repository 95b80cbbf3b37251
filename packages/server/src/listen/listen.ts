import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { ConversationError } from '@conversation-hub/core'
import { refuseBadAndLate, refuseRequest } from './late-requests'

/** How long a client may take for the head of a request, in milliseconds. */
const HEAD_LIMIT_MS = 10_000
/** And for the whole request: 25 MiB over a slow line. */
const REQUEST_LIMIT_MS = 120_000
/** Longer than the idle time of the usual load balancers (60 s), so that they close first. */
const IDLE_LIMIT_MS = 65_000
const CHECK_EVERY_MS = 2_000
const DEFAULT_GRACE_MS = 10_000
/** How long a server that stops still answers, in milliseconds: what comes then was already on its way. */
const LAST_REQUESTS_MS = 250

/** Where a server listens. */
export interface ListenOptions {
  /** Default: 3000. 0 takes a free one. */
  readonly port?: number
  /** Default: `127.0.0.1`, which only this machine can reach. `0.0.0.0` can be reached from other machines. */
  readonly host?: string
}

/** A server that is listening. */
export interface Listening {
  readonly port: number
  /** The address for a client on this machine. */
  readonly url: string
  /**
   * Ends event streams in such a way that browsers reconnect, and goes on answering for a quarter of a second, telling
   * each client to use another connection. Then it accepts nothing new, and waits for the answers that are under way.
   * All of this takes at most `graceMs` milliseconds (default: 10 seconds).
   */
  close(options?: { readonly graceMs?: number }): Promise<void>
}

export async function listen(
  handler: RequestListener,
  endStreams: () => void,
  { port = 3_000, host = '127.0.0.1' }: ListenOptions,
): Promise<Listening> {
  const server = createServer(
    {
      headersTimeout: HEAD_LIMIT_MS,
      requestTimeout: REQUEST_LIMIT_MS,
      keepAliveTimeout: IDLE_LIMIT_MS,
      connectionsCheckingInterval: CHECK_EVERY_MS,
      // Node's own refusal would be empty.
      requireHostHeader: false,
    },
    (request, response) => {
      const isWithoutHost = request.headers.host === undefined && request.httpVersion !== '1.0'
      if (!isWithoutHost) return handler(request, response)
      response.shouldKeepAlive = false
      refuseRequest(response, 400)
    },
  )
  server.on('timeout', closeIfIdle)
  refuseBadAndLate(server)
  const takenPort = await open(server, port, host)
  return {
    port: takenPort,
    url: `http://${nameOf(host)}:${takenPort}`,
    close: ({ graceMs = DEFAULT_GRACE_MS } = {}) => close(server, endStreams, graceMs),
  }
}

function open(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    // Also later on: a connection that cannot be accepted (because no file descriptor is left) must not end the process.
    server.on('error', (error: NodeJS.ErrnoException) => reject(refusal(error.code, port, host)))
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/**
 * The next request may have come in time while this process was busy: Node reports the timeout before it reads what is
 * there, and would then reset the connection.
 */
function closeIfIdle(socket: Socket): void {
  const { bytesRead } = socket
  setImmediate(() => {
    if (socket.bytesRead === bytesRead) socket.destroy()
  })
}

function refusal(code: string | undefined, port: number, host: string): ConversationError {
  if (code === 'EADDRINUSE') {
    return new ConversationError(
      'port-in-use',
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another port (PORT).`,
    )
  }
  const why = `Listening on ${host}, port ${port}, is not possible here (${code ?? 'unknown reason'}).`
  return new ConversationError('settings-invalid', `${why} Choose another host or port (HOST, PORT).`)
}

function close(server: Server, endStreams: () => void, graceMs: number): Promise<void> {
  const last = Math.min(LAST_REQUESTS_MS, graceMs)
  return new Promise((resolve) => {
    // Closing a kept connection loses a request that is on its way (RFC 9112, section 9.6).
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false
    })
    setTimeout(() => setImmediate(closeNow), last)
    endStreams()

    function closeNow(): void {
      // A connection that was busy when the server closed becomes idle later, and would be kept alive.
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      // Only once nothing new is accepted: otherwise requests that come after it would be waited for, however long they
      // take.
      const cut = setTimeout(() => server.closeAllConnections(), graceMs - last)
      server.close(() => {
        clearTimeout(cut)
        clearInterval(sweep)
        resolve()
      })
    }
  })
}

function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
