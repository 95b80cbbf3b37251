import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { takeUnreadBody } from '../limits/unread-body'
import { refusalOf } from '../problems/refusal'

/** With what node answers by itself where nobody listens for these errors. */
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
 * Refuses what is no request, or comes too late, as node does, with two differences. The answer says why, in a problem. And
 * a request that has come as a whole while this process was busy, or asleep, is not late: node tells of the time before it
 * reads what is there.
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

/** Refuses a request that no call is looked for. */
export function refuseRequest(response: ServerResponse, status: number): void {
  const { headers, body } = refusalOf(status)
  response.writeHead(status, headers).end(body)
}

/** Where the next request would begin, nobody can say. */
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
