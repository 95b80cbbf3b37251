import type { Socket } from 'node:net'
import type { Random } from '../random'

/** A harm, named as in toxiproxy where it is there. */
export type Toxic =
  /** Open connections are cut; nobody listens, so that new ones are refused, or new ones are reset at once. */
  | { readonly toxic: 'refused' | 'turned-away' }
  /** Takes everything and passes nothing on; the connection stays open. */
  | { readonly toxic: 'timeout' }
  | { readonly toxic: 'latency'; readonly milliseconds: number; readonly jitter: number }
  | { readonly toxic: 'bandwidth'; readonly bytesPerSecond: number }
  /** One byte at a time. */
  | { readonly toxic: 'slicer' }
  /** Closes, or resets, the connection after so many bytes of an answer. */
  | { readonly toxic: 'limit' | 'reset'; readonly bytes: number }
  /** Keeps the connection open for a while after the other side has closed it. */
  | { readonly toxic: 'slow-close'; readonly milliseconds: number }

/** Passes chunks on to a socket, in order, under whatever harm there is when each of them comes. */
export function deliver(
  socket: Socket,
  toxic: () => Toxic | undefined,
  random: Random,
): (chunk: Buffer) => void {
  let before = Promise.resolve()
  return (chunk) => {
    before = before.then(() => pass(chunk, socket, toxic, random)).catch(() => {})
  }
}

async function pass(
  chunk: Buffer,
  socket: Socket,
  harm: () => Toxic | undefined,
  random: Random,
): Promise<void> {
  const toxic = harm()
  // What was begun under a harm is not slow any more when that has ended.
  const isOver = () => harm()?.toxic !== toxic?.toxic
  switch (toxic?.toxic) {
    case undefined:
    case 'slow-close':
      socket.write(chunk)
      return
    case 'refused':
    case 'turned-away':
    case 'timeout':
      return
    case 'latency':
      await wait(toxic.milliseconds + random.next() * toxic.jitter)
      socket.write(chunk)
      return
    case 'slicer':
      return await inSlices(chunk, { bytes: 1, everyMs: 0 }, socket, isOver)
    case 'bandwidth': {
      const everyMs = (SLICE_BYTES * 1_000) / toxic.bytesPerSecond
      return await inSlices(chunk, { bytes: SLICE_BYTES, everyMs }, socket, isOver)
    }
    case 'limit':
      socket.end(chunk.subarray(0, toxic.bytes))
      return
    case 'reset':
      socket.write(chunk.subarray(0, toxic.bytes), () => socket.resetAndDestroy())
  }
}

const SLICE_BYTES = 20

async function inSlices(
  chunk: Buffer,
  { bytes, everyMs }: { bytes: number; everyMs: number },
  socket: Socket,
  isOver: () => boolean,
): Promise<void> {
  for (let sent = 0; sent < chunk.length; sent += bytes) {
    socket.write(chunk.subarray(sent, isOver() ? undefined : sent + bytes))
    if (isOver()) return
    await wait(everyMs)
  }
}

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
