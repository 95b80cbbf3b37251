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
    before = before.then(() => pass(chunk, socket, toxic(), random)).catch(() => {})
  }
}

async function pass(chunk: Buffer, socket: Socket, toxic: Toxic | undefined, random: Random): Promise<void> {
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
      for (const byte of chunk) {
        socket.write(Buffer.of(byte))
        await wait(0)
      }
      return
    case 'bandwidth':
      for (let sent = 0; sent < chunk.length; sent += SLICE_BYTES) {
        socket.write(chunk.subarray(sent, sent + SLICE_BYTES))
        await wait((SLICE_BYTES * 1_000) / toxic.bytesPerSecond)
      }
      return
    case 'limit':
      socket.end(chunk.subarray(0, toxic.bytes))
      return
    case 'reset':
      socket.write(chunk.subarray(0, toxic.bytes), () => socket.resetAndDestroy())
  }
}

const SLICE_BYTES = 20

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
