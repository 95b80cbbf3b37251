import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'

/** Is asked just before the first byte of a request; a request that is aborted then stays unwritten. */
type BeforeFirstByte = () => void

const asking = new AsyncLocalStorage<BeforeFirstByte>()
/** Whoever made a request need not be whoever its connection was opened for. */
const madeUnder = new WeakMap<object, BeforeFirstByte>()

/** Calls that are being followed. */
let followed = 0

/**
 * Makes a call of which every request asks before its first byte, where `watchFirstBytes` was called; except one for
 * which Node's own client has a connection open already.
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
    // Until then every promise of this process is followed (by Node before 24), a tenth of all its time.
    if (followed === 0) asking.disable()
  }
}

/**
 * Watches the requests of undici, and with it `fetch` (undici's docs, Diagnostics Channel Support), and of Node's own
 * client, on which axios is built (Node's docs, diagnostics_channel, HTTP). Answers how to stop.
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
 * Node tells of it when the request is ready; what its connection is still being opened for waits in the socket. On a
 * connection that is open already it is written by then, and there is nothing to ask any more.
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
