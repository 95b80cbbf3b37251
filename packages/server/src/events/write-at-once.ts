import type { ServerResponse } from 'node:http'

/** A frame of fewer characters than this (three bytes each at most) never fills the buffer of an empty socket. */
const SMALL_CHARACTERS = 4_096

/**
 * Writes a small frame as one chunk of the body straight to the socket, where nothing waits to be written. Node's own
 * `write` makes four pieces of it and puts them together again on the next tick, which costs three times as much; there
 * are thousands of streams, and every one gets a sign of life twice a minute. Answers `false` where it wrote nothing.
 */
export function writeAtOnce(outgoing: ServerResponse, frame: string): boolean {
  const { socket } = outgoing
  if (!socket || !outgoing.chunkedEncoding || !outgoing.headersSent) return false
  if (outgoing.writableLength > 0 || frame.length >= SMALL_CHARACTERS) return false
  const size = Buffer.byteLength(frame).toString(16)
  // Chunked coding: RFC 9112, section 7.1.
  socket.write(`${size}\r\n${frame}\r\n`)
  return true
}
