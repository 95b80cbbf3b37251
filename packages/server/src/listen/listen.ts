import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { ConversationError } from '@conversation-hub/core'
import { refuseBadAndLate, refuseRequest } from './late-requests'

/** A client gets so long for the head of a request, in milliseconds. */
const HEAD_LIMIT_MS = 10_000
/** And so long for all of it: 25 MiB over a slow line. */
const REQUEST_LIMIT_MS = 120_000
/** Longer than the idle time of the usual load balancers (60 s), so that they close first. */
const IDLE_LIMIT_MS = 65_000
const CHECK_EVERY_MS = 2_000
const DEFAULT_GRACE_MS = 10_000
/** At its end a server still answers for so long, in milliseconds: what comes then was on its way. */
const LAST_REQUESTS_MS = 250

/** Where a server listens. */
export interface ListenOptions {
  /** Default 3000; 0 takes a free one. */
  readonly port?: number
  /** Default `127.0.0.1`: this machine only. `0.0.0.0` for everybody. */
  readonly host?: string
}

/** A server that listens. */
export interface Listening {
  readonly port: number
  /** For a client on this machine. */
  readonly url: string
  /**
   * Ends event streams with the word to come back, and answers for a quarter of a second more, each client with the word
   * to take another connection. Then it takes nothing new, and waits until what is being answered is answered: all in all
   * at most `graceMs` milliseconds, default 10 seconds.
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
      // Node's own refusal says nothing.
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
    // Also later: a connection that cannot be accepted (no file descriptor is left) must not end the process.
    server.on('error', (error: NodeJS.ErrnoException) => reject(refusal(error.code, port, host)))
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/**
 * The next request may have come in time, while this process was busy: node tells of the time before it reads what is
 * there, and by itself would reset the connection.
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
    // Closed while it is kept, a connection takes along the request that is on its way (RFC 9112, section 9.6).
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false
    })
    setTimeout(() => setImmediate(closeNow), last)
    endStreams()

    function closeNow(): void {
      // A connection that was busy when the server closed becomes idle and would be kept alive.
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      // Never before nothing new is taken: what comes behind it would be waited for, however long it stays.
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
