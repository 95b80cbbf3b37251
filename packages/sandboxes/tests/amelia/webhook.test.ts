import { expect, test } from 'vitest'
import { gatewayMessages, logIn, read } from './gateway-caller'
import { webhookReceiver } from './webhook-receiver'
import { sandboxFor } from './with-sandbox'

const greeting = [
  'OutboundBmlStatusMessageFromAmelia: -',
  'TextMessageFromAmelia: Hello! I am Amelia, your virtual agent.',
  'TextMessageFromAmelia: What can I do for you?',
  'AmeliaReadyMessageFromAmelia: -',
]

test('messages are posted one by one, in order, with the secret', async () => {
  const receiver = await webhookReceiver()
  const hub = await logIn(await sandboxFor())
  await hub.open({ deliveryMode: 'WEBHOOK', webhookUrl: receiver.url, secret: 'shared' })
  await expect.poll(() => receiver.received.length).toBe(4)
  expect(receiver.received.map(({ headers }) => headers['x-amelia-webhook-secret'])).toEqual(
    Array(4).fill('shared'),
  )
  expect(read(gatewayMessages.parse(receiver.received.map(({ body }) => body)))).toEqual(greeting)
})

test('an array body, the misspelt header, and nothing left to poll', async () => {
  const receiver = await webhookReceiver()
  const switches = { webhookBody: 'array', webhookHeader: 'X-Amelia-Webbook-Secret' } as const
  const hub = await logIn(await sandboxFor({ switches }))
  const { sessionId } = await hub.open({
    deliveryMode: 'WEBHOOK',
    webhookUrl: receiver.url,
    secret: 'shared',
  })
  await expect.poll(() => receiver.received.flatMap(({ body }) => body)).toHaveLength(4)
  expect(receiver.received[0]?.headers['x-amelia-webbook-secret']).toBe('shared')
  await expect.poll(() => hub.poll(sessionId)).toEqual([])
})

test('a refused delivery is repeated, and dropped after the last attempt', async () => {
  const receiver = await webhookReceiver()
  receiver.answers.push(500, 200, 503, 503)
  const sandbox = await sandboxFor({ switches: { webhookRetries: 1, webhookRetrySeconds: 0 } })
  const hub = await logIn(sandbox)
  await hub.open({ deliveryMode: 'WEBHOOK', webhookUrl: receiver.url })
  await expect.poll(() => receiver.received.length).toBe(6)
  const posted = read(gatewayMessages.parse(receiver.received.map(({ body }) => body)))
  const [status = '', hello = '', question = '', ready = ''] = greeting
  expect(posted).toEqual([status, status, hello, hello, question, ready])
})

test('deliveries may run side by side', async () => {
  const receiver = await webhookReceiver()
  const hub = await logIn(await sandboxFor({ switches: { webhookOrder: 'at-once' } }))
  await hub.open({ deliveryMode: 'WEBHOOK', webhookUrl: receiver.url })
  await expect.poll(() => receiver.received.length).toBe(4)
  expect(read(gatewayMessages.parse(receiver.received.map(({ body }) => body))).toSorted()).toEqual(
    greeting.toSorted(),
  )
})
