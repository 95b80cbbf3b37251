import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'

/** Called just before the first byte of a request. A request that is aborted at that moment is not written. */
type BeforeFirstByte = () => void

const asking = new AsyncLocalStorage<BeforeFirstByte>()
/** For each request, the caller's own function: its connection may have been opened for another call. */
const madeUnder = new WeakMap<object, BeforeFirstByte>()

/** Calls that are being followed. */
let followed = 0

/**
 * Makes a call in which every request asks before its first byte, provided that `watchFirstBytes` was called. An
 * exception is a request for which Node's own client already has an open connection.
 */
export async function askBeforeFirstByte<Result>(
  ask: BeforeFirstByte,
  call: () => Promise<Result>,
): Promise<Result> {
  followed += 1
  try {
    return await asking.run(ask, call)
  } finally {
    followed -= 1
    // As long as a store is in use, Node before 24 follows every promise of the process, which takes a tenth of its time.
    if (followed === 0) asking.disable()
  }
}

/**
 * Watches the requests of undici, and so of `fetch` (undici's docs, Diagnostics Channel Support), and of Node's own
 * client, on which axios is built (Node's docs, diagnostics_channel, HTTP). Returns the function that stops it.
 */
export function watchFirstBytes(): () => void {
  for (const [channel, listener] of CHANNELS) subscribe(channel, listener)
  return () => {
    for (const [channel, listener] of CHANNELS) unsubscribe(channel, listener)
  }
}

const CHANNELS: ReadonlyArray<readonly [string, (message: unknown) => void]> = [
  ['undici:request:create', remember],
  ['undici:client:sendHeaders', ask],
  ['http.client.request.start', askOnceConnected],
]

function remember(message: unknown): void {
  const [made, request] = [asking.getStore(), requestOf(message)]
  if (made && request) madeUnder.set(request, made)
}

function ask(message: unknown): void {
  const request = requestOf(message)
  if (request) madeUnder.get(request)?.()
}

/**
 * Node announces a request when it is ready. If its connection is still being opened, the request waits in the socket.
 * On a connection that is open it has been written by then, so it is too late to ask.
 */
function askOnceConnected(message: unknown): void {
  const [made, request] = [asking.getStore(), requestOf(message)]
  if (!made || !(request instanceof ClientRequest)) return
  const { socket } = request
  if (socket?.connecting)
    socket.prependOnceListener('encrypted' in socket ? 'secureConnect' : 'connect', made)
}

function requestOf(message: unknown): object | undefined {
  const isOne = typeof message === 'object' && message !== null && 'request' in message
  return isOne && typeof message.request === 'object' ? (message.request ?? undefined) : undefined
}
