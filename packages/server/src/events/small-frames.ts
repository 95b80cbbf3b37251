import { ServerResponse } from 'node:http'

/**
 * Up to how many characters frames count as small: with at most three bytes each, they never fill an empty socket's
 * buffer.
 */
const SMALL_CHARACTERS = 4_096

/** Small frames of one event stream, on their way to its client. */
export interface SmallFrames {
  /** Takes a frame. Returns `false` if Node has to write it, after `flush`. */
  add(frame: string): boolean
  /** Writes what was taken. This also happens by itself when the code that is running now has finished. */
  flush(): void
}

/**
 * Writes all frames of one moment as one ready-made chunk straight to the socket, if nothing else is waiting to be
 * written. Node's own `write` makes four pieces of each frame and joins them again on the next tick, which costs three
 * times as much; and there are thousands of streams, each of which is sent a sign of life twice a minute.
 */
export function createSmallFrames(outgoing: ServerResponse): SmallFrames {
  let taken = ''

  function flush(): void {
    const frames = taken
    taken = ''
    if (frames === '' || outgoing.destroyed) return
    // Chunked coding: RFC 9112, section 7.1.
    outgoing.socket?.write(`${Buffer.byteLength(frames).toString(16)}\r\n${frames}\r\n`)
  }

  return {
    add(frame) {
      // An app in which this is mounted may have put something between, for example to compress what is written.
      if (outgoing.write !== ServerResponse.prototype.write) return false
      if (!outgoing.socket?.writable || !outgoing.chunkedEncoding || outgoing.writableLength > 0) return false
      if (taken.length + frame.length >= SMALL_CHARACTERS) return false
      if (taken === '') queueMicrotask(flush)
      taken += frame
      return true
    },
    flush,
  }
}
