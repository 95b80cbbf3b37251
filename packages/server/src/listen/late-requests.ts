import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { takeUnreadBody } from '../limits/unread-body'
import { refusalOf } from '../problems/refusal'

/** The statuses with which Node answers these errors itself if nobody listens for them. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/**
 * Refuses what is not a request, or comes too late, as Node does, with two differences. The answer says why, as a
 * problem. And a request that arrived completely while this process was busy, or asleep, does not count as late: Node
 * reports the timeout before it reads what is there.
 */
export function refuseBadAndLate(server: Server): void {
  const newest = new WeakMap<Duplex, Exchange>()
  server.on('request', (request, response) => void newest.set(request.socket, { request, response }))
  server.on('checkExpectation', (request, response) => {
    takeUnreadBody(request, response)
    refuseRequest(response, 417)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = STATUSES[error.code ?? ''] ?? 400
    const refuse = () => {
      if (socket.writable && !isBeingAnswered(newest.get(socket))) {
        socket.write(closingRefusal(status))
      }
      socket.destroy(error)
    }
    if (status !== 408 || !(socket instanceof Socket)) return refuse()
    const before = newest.get(socket)
    const wasComplete = before?.request.complete
    setImmediate(() => {
      const now = newest.get(socket)
      const hasCome = now?.request.complete === true && (now !== before || !wasComplete)
      if (!hasCome) refuse()
    })
  })
}

/** Refuses a request before any call is looked up for it. */
export function refuseRequest(response: ServerResponse, status: number): void {
  const { headers, body } = refusalOf(status)
  response.writeHead(status, headers).end(body)
}

/** A refusal that closes the connection, since nobody can say where the next request would begin. */
function closingRefusal(status: number): string {
  const { headers, body } = refusalOf(status)
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n')
}

function isBeingAnswered(exchange: Exchange | undefined): boolean {
  return exchange?.response.headersSent === true && !exchange.response.writableFinished
}
