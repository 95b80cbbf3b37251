import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * What is still coming of a body that was refused is read and thrown away for so long, in milliseconds, so that
 * the client reads the answer: closing a connection with unread bytes resets it (RFC 9112, section 9.6).
 */
const LINGER_MS = 5_000
/** And so much of it, in bytes: what is a little too large is common, what is far larger is no mistake. */
const LINGER_BYTES = 64 * 1_024 * 1_024
const LOOK_EVERY_MS = 250

/** To be called for every request: makes sure that an answer sent before its body has come does arrive. */
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
