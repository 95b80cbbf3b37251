import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * For how long the rest of a refused body is read and thrown away, in milliseconds, so that the client can read the
 * answer: closing a connection with unread bytes resets it (RFC 9112, section 9.6).
 */
const LINGER_MS = 5_000
/** And how much of it, in bytes: a body that is a little too large is a common mistake, one that is far larger is not. */
const LINGER_BYTES = 64 * 1_024 * 1_024
const LOOK_EVERY_MS = 250

/**
 * Makes sure that an answer arrives even if it is sent before the whole body has come. To be called for every request.
 */
export function takeUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  response.once('close', () => {
    if (request.readableEnded || request.destroyed) return
    request.resume()
    if (!request.complete) linger(request)
  })
}

function linger(request: IncomingMessage): void {
  const { socket } = request
  const lastByte = socket.bytesRead + LINGER_BYTES
  const lastTime = performance.now() + LINGER_MS
  const looking = setInterval(() => {
    if (isOver()) return clearInterval(looking)
    if (performance.now() < lastTime && socket.bytesRead < lastByte) return
    clearInterval(looking)
    // The rest may have come while this process was busy: node tells of the time before it reads what is there.
    setImmediate(() => {
      if (!isOver()) socket.destroy()
    })
  }, LOOK_EVERY_MS)
  looking.unref()

  const isOver = () => request.complete || request.destroyed || socket.destroyed
}
