import type { ServerResponse } from 'node:http'
import { KEEP_ALIVE_FRAME, retryFrame } from './frame'
import { createSmallFrames } from './small-frames'

const RETRY_MS = 1_000
/** How long a client may read nothing before it is cut, in milliseconds. It comes back and resumes. */
const STALL_LIMIT_MS = 30_000
/** The most that is kept in memory for one client, in bytes. */
const BUFFER_LIMIT_BYTES = 1_024 * 1_024

/** Writes server-sent events straight to Node's response: Hono's streaming helper would cost as much again. */
export interface EventWriter {
  /** Sends the head, once. */
  begin(): void
  readonly hasBegun: boolean
  /** Returns `false` if the client does not keep up; `onDrain` is called when it does again. */
  write(frame: string): boolean
  /** Sends a sign of life, or ends the stream if its time is up. */
  beat(): void
  /** Ends the stream. With `retryMs`, the client is told to come back after so many milliseconds. */
  end(retryMs?: number): void
}

export interface EventWriterOptions {
  /**
   * When the token expires with which the stream was opened, in milliseconds since 1970. From then on nothing is told:
   * the stream ends instead of the next event or, at the latest, the next sign of life.
   */
  readonly until?: number
  readonly onDrain: () => void
  /** The client is gone, or the stream has been ended or cut. */
  readonly onClosed: () => void
}

export function createEventWriter(outgoing: ServerResponse, options: EventWriterOptions): EventWriter {
  let hasBegun = false
  let cutting: NodeJS.Timeout | undefined
  const small = createSmallFrames(outgoing)
  const isTimeUp = () => options.until !== undefined && Date.now() >= options.until

  outgoing.on('drain', () => {
    clearTimeout(cutting)
    cutting = undefined
    options.onDrain()
  })
  // The response's `close`, not the request's, which is emitted when the request's body has ended.
  outgoing.once('close', () => {
    clearTimeout(cutting)
    options.onClosed()
  })

  const writer: EventWriter = {
    get hasBegun() {
      return hasBegun
    },
    begin() {
      if (hasBegun) return
      hasBegun = true
      outgoing.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      })
      outgoing.write(retryFrame(RETRY_MS))
    },
    write(frame) {
      if (outgoing.destroyed || outgoing.writableEnded) return false
      if (isTimeUp()) {
        writer.end()
        return false
      }
      writer.begin()
      if (small.add(frame)) return true
      small.flush()
      if (outgoing.write(frame)) return true
      if (!cutting) cutting = setTimeout(() => outgoing.destroy(), STALL_LIMIT_MS)
      else if (outgoing.writableLength > BUFFER_LIMIT_BYTES) outgoing.destroy()
      return false
    },
    beat() {
      if (isTimeUp()) return writer.end()
      if (hasBegun && !cutting) writer.write(KEEP_ALIVE_FRAME)
    },
    end(retryMs) {
      if (outgoing.destroyed || outgoing.writableEnded) return
      writer.begin()
      small.flush()
      if (retryMs !== undefined) outgoing.write(retryFrame(retryMs))
      outgoing.end()
    },
  }
  return writer
}
