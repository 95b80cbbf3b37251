import { expect, it } from 'vitest'
import type { AmeliaGatewaySettings } from '../src/index'
import { connectTo, endCommand, errorOf, patiently, sendCommand, startCommand } from './calls'
import { quietHost, startLoopback } from './loopback'

type Delivery = NonNullable<AmeliaGatewaySettings['delivery']>
const webhook: Delivery = { webhookUrl: 'https://hub.example.com/webhooks/amelia', secret: 'sesame-43' }

/** Conversations that were started with one delivery, and connectors of before and after the settings were changed. */
async function changed(before: Delivery, after: Delivery) {
  const host = await startLoopback(({ path }) => quietHost(path))
  const connector = connectTo(host.url, { delivery: before })
  const { session } = await connector.start(startCommand, {}, patiently())
  return { host, session, connector, next: connectTo(host.url, { delivery: after }) }
}

it('a conversation whose messages would be polled for by nobody is over, and can be closed', async () => {
  const { host, session, connector, next } = await changed('poll', webhook)
  await connector.send(sendCommand('hello'), session, patiently())
  const error = await errorOf(next.send(sendCommand('hello?'), session, patiently()))
  expect(error.code).toBe('platform-session-gone')
  await next.end(endCommand, session, patiently())
  expect(host.paths().at(-1)).toContain('/close')
})

it('a conversation whose messages go to a webhook is not polled for', async () => {
  const { session, next } = await changed(webhook, 'long-poll')
  if (next.arrival.kind !== 'stream') throw new Error('Expected a stream.')
  const stream = next.arrival.open(session, patiently())
  expect((await errorOf(stream[Symbol.asyncIterator]().next())).code).toBe('platform-session-gone')
})

it('a conversation goes on between two ways to poll, and where an older version has started it', async () => {
  const { session, next } = await changed('poll', 'long-poll')
  await next.send(sendCommand('hello'), session, patiently())
  const { delivery: _, ...older } = session
  await (await changed('poll', webhook)).next.send(sendCommand('hello'), older, patiently())
})
