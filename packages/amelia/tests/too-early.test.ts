import { expect, it, onTestFinished, vi } from 'vitest'
import { connectTo, errorOf, patiently, sendCommand, startCommand } from './calls'
import { quietHost, startLoopback } from './loopback'
import { afterTest } from './talk'

const ready = { messageId: 'm9', messageType: 'AmeliaReadyMessageFromAmelia', inputEnabled: true }
const delivery = { webhookUrl: 'https://hub.example.com/webhooks/amelia', secret: 'sesame-43' }

/** A conversation at a gateway that answers what the customer says with one status after the other. */
async function answering(more: Parameters<typeof connectTo>[1], ...statuses: number[]) {
  const host = await startLoopback(({ path }) => {
    if (path.endsWith('/send')) return { status: statuses.shift() ?? 200 }
    return path.endsWith('/poll') ? { body: [ready] } : quietHost(path)
  })
  const connector = connectTo(host.url, more)
  const { session } = await connector.start(startCommand, {}, patiently())
  const send = () => connector.send(sendCommand('hi'), session, patiently())
  return { connector, session, send, refusal: async () => (await errorOf(send())).code }
}

it('words that are refused after others did not reach Amelia are refused', async () => {
  const { connector, session, refusal } = await answering({ delivery: 'poll' }, 429, 400)
  if (connector.arrival.kind !== 'stream') throw new Error('Expected a stream.')
  const stopping = new AbortController()
  afterTest({ close: () => stopping.abort() })
  const steps = connector.arrival.open(session, { signal: stopping.signal })[Symbol.asyncIterator]()
  for (const _ of ['opened', 'ready']) await steps.next()
  expect(await refusal()).toBe('platform-rate-limited')
  expect(await refusal()).toBe('platform-refused')
})

it('words that are refused right after others are left for later also where a webhook brings the answers, for half a minute', async () => {
  const { send, refusal } = await answering({ delivery }, 400, 200, 400, 400)
  expect(await refusal()).toBe('platform-busy')
  await send()
  expect(await refusal()).toBe('platform-busy')
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + 30_000)
  onTestFinished(() => void vi.restoreAllMocks())
  expect(await refusal()).toBe('platform-refused')
})

it('words that are refused right after others whose answer was lost are left for later also where a webhook brings the answers', async () => {
  const { refusal } = await answering({ delivery }, 500, 400)
  const now = performance.now()
  // The greeting is over.
  vi.spyOn(performance, 'now').mockReturnValue(now + 30_000)
  onTestFinished(() => void vi.restoreAllMocks())
  expect([await refusal(), await refusal()]).toEqual(['platform-unavailable', 'platform-busy'])
})

it('words that are refused right after another process has gone are left for later also where a webhook brings the answers', async () => {
  const host = await startLoopback(({ path }) => (path.endsWith('/send') ? { status: 400 } : quietHost(path)))
  const connector = connectTo(host.url, { delivery })
  const refusal = () => errorOf(connector.send(sendCommand('hi'), { sessionId: 's1' }, patiently()))
  expect(await refusal()).toMatchObject({ code: 'platform-busy' })
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + 30_000)
  onTestFinished(() => void vi.restoreAllMocks())
  expect(await refusal()).toMatchObject({ code: 'platform-refused' })
})
