import { ServerResponse } from 'node:http'

/** Frames of fewer characters than this together (three bytes each at most) never fill the buffer of an empty socket. */
const SMALL_CHARACTERS = 4_096

/** Small frames of one event stream, on their way to its client. */
export interface SmallFrames {
  /** Takes one. Answers `false` where node has to write it, after `flush`. */
  add(frame: string): boolean
  /** Writes what was taken. It happens by itself as soon as the code that runs now has come to its end. */
  flush(): void
}

/**
 * What happens at one moment goes as one ready-made chunk straight to the socket, where nothing else waits to be written.
 * Node's own `write` makes four pieces of each frame and puts them together again on the next tick, which costs three
 * times as much; and there are thousands of streams, of which every one gets a sign of life twice a minute.
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
