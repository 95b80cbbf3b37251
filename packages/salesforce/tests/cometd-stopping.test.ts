import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { subscribe } from '../src/byoc/cometd'
import type { SalesforceAccount } from '../src/crm/account'
import { json, loopback } from './loopback'

/** Any time in which faye, left alone, would try again many times: it does so every five seconds. */
const MINUTE_MS = 60_000

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A streaming server that answers until it is told to break down; then every request ends without an answer. */
async function streamingServer() {
  const asked: string[] = []
  let isDown = false
  const url = await loopback((request, response, body) => {
    if (request.url === '/still-there') return json(response, 200, {})
    // faye asks first whether there is a web socket.
    if (request.method === 'GET') return json(response, 405, {})
    const [message] = JSON.parse(body)
    asked.push(message.channel)
    if (isDown) return request.socket.destroy()
    const { id, channel, subscription } = message
    if (channel === '/meta/connect') return setImmediate(() => request.socket.destroy())
    json(response, 200, [{ id, channel, subscription, clientId: 'c1', successful: true, ...handshake }])
  })
  return { url, asked, breakDown: () => (isDown = true) }
}
const handshake = { version: '1.0', supportedConnectionTypes: ['long-polling'] }

const accountAt = (instanceUrl: string): SalesforceAccount => ({
  access: async () => ({ accessToken: 'sesame-42', instanceUrl, apiUrl: instanceUrl }),
  drop() {},
})

it('says nothing more once it is stopped, also while the server is away', async () => {
  const server = await streamingServer()
  let onFailure = () => {}
  const failed = new Promise<void>((resolve) => {
    onFailure = resolve
  })
  const stop = await subscribe(
    accountAt(server.url),
    { channel: '/event/Reply__e', replayId: '-1' },
    {
      onSubscribed() {},
      onMessage() {},
      whenTaken: (goOn) => goOn(),
      onSignOfLife() {},
      onFailure: () => onFailure(),
    },
  )
  await failed
  server.breakDown()
  stop()
  const before = server.asked.length
  for (let waited = 0; waited < MINUTE_MS; waited += 5_000) {
    await vi.advanceTimersByTimeAsync(5_000)
    await fetch(`${server.url}/still-there`)
  }
  expect(server.asked.slice(before)).toEqual([])
})
