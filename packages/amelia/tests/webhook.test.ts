import { createServer } from 'node:http'
import type { PlatformEvent, WebhookArrival, WebhookRequest } from '@conversation-hub/core'
import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { amelia } from '../src/index'
import { connectTo, errorOf, patiently, sendCommand, startCommand } from './calls'
import { afterTest, eventually, settingsFor } from './talk'

const SECRET = 'webhook-sesame'
const webhookUrl = 'https://hub.example.com/webhooks/amelia'

function arrivalOf(secret: string | (() => Promise<string>) = SECRET): WebhookArrival {
  const { arrival } = connectTo('https://amelia.example.com', { delivery: { webhookUrl, secret } })
  if (arrival.kind !== 'webhook') throw new Error('The settings ask for a webhook.')
  return arrival
}

const text = (fields: object = {}) => ({
  messageId: 'm1',
  ameliaMessageType: 'OutboundTextMessage',
  messageText: 'Hello',
  sessionId: 's1',
  timestamp: Date.now() / 1_000,
  ...fields,
})

function posted(
  body: unknown,
  headers: Record<string, string> = { 'X-Amelia-Webhook-Secret': SECRET },
): WebhookRequest {
  const written = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    method: 'POST',
    url: webhookUrl,
    headers: new Headers(headers),
    body: new TextEncoder().encode(written),
  }
}

describe('a webhook', () => {
  it.each([
    'X-Amelia-Webhook-Secret',
    'x-amelia-webhook-secret',
    'X-Amelia-Webbook-Secret',
  ])('is the gateway’s by the secret in %s', async (name) => {
    const entries = await arrivalOf(async () => SECRET).receive(posted(text(), { [name]: SECRET }))
    expect(entries).toMatchObject([{ key: 's1', events: [{ type: 'message', id: 'm1' }] }])
  })

  it('is refused where there is no secret to compare with', async () => {
    const headers = { 'X-Amelia-Webhook-Secret': '' }
    const error = await errorOf(arrivalOf(async () => '').receive(posted(text(), headers)))
    expect(error.code).toBe('unauthorized')
  })

  it.each([
    ['no secret', {}],
    ['a wrong one', { 'X-Amelia-Webhook-Secret': `${SECRET}x` }],
    ['an empty one', { 'X-Amelia-Webhook-Secret': '' }],
    ['one in another header', { Authorization: SECRET }],
  ])('is refused with %s, before anything is read', async (_name, headers) => {
    const error = await errorOf(arrivalOf().receive(posted('{not even json', headers)))
    expect(error.code).toBe('unauthorized')
    expect(error.message).not.toContain(SECRET)
  })

  it.each([
    ['{not json'],
    ['7'],
    [''],
    ['{"messages":[{}]}'],
    ['[{}]'],
  ])('that is %s is an invalid request', async (body) => {
    expect((await errorOf(arrivalOf().receive(posted(body)))).code).toBe('invalid-request')
  })

  it('may hold many messages of many conversations', async () => {
    const batch = [
      text(),
      text({ messageId: 'm2', sessionId: 's2' }),
      text({ messageId: 'm3' }),
      { odd: true },
      7,
    ]
    expect(await arrivalOf().receive(posted(batch))).toMatchObject([
      { key: 's1', events: [{ id: 'm1' }, { id: 'm3' }] },
      { key: 's2', events: [{ id: 'm2' }] },
    ])
  })

  it.each(['X-Amelia-Session-Id', 'x-amelia-session-id'])('may name the session in %s only', async (name) => {
    const message = text({ sessionId: undefined, headers: { [name]: 's3' } })
    expect(await arrivalOf().receive(posted(message))).toMatchObject([{ key: 's3', events: [{ id: 'm1' }] }])
  })

  it('is passed by, with a notice, when it was sent more than an hour ago', async () => {
    const old = text({ timestamp: Date.now() / 1_000 - 3_700 })
    expect(await arrivalOf().receive(posted([old, text({ messageId: 'm2' })]))).toMatchObject([
      {
        key: 's1',
        events: [
          { type: 'message', id: 'm2' },
          { type: 'notice', code: 'amelia-webhook-stale' },
        ],
      },
    ])
  })

  it('with the chunk of a streaming text waits for the complete text', async () => {
    const chunk = text({ ameliaMessageType: 'StreamingTextMessageFromAmelia' })
    expect(await arrivalOf().receive(posted(chunk))).toEqual([{ key: 's1', events: [] }])
  })

  it.each([
    'X-Amelia-Webhook-Secret',
    'X-Amelia-Webbook-Secret',
  ] as const)('brings a whole conversation (%s)', async (webhookHeader) => {
    const received: PlatformEvent[] = []
    let arrival: WebhookArrival | undefined
    const receiver = createServer(async (incoming, response) => {
      let body = ''
      for await (const piece of incoming) body += String(piece)
      const entries = await arrival?.receive(
        posted(
          body,
          Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        ),
      )
      received.push(...(entries ?? []).flatMap(({ events }) => events))
      response.end()
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    afterTest({ close: () => receiver.close() })
    const address = receiver.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches: { webhookHeader } }))
    const delivery = { webhookUrl: `http://127.0.0.1:${port}/webhooks/amelia`, secret: SECRET }
    const connector = amelia(settingsFor(sandbox, { delivery }))
    if (connector.arrival.kind === 'webhook') arrival = connector.arrival
    const { session } = await connector.start(startCommand, {}, patiently())
    expect(arrival?.keyOf(session)).toBe(session.sessionId)
    await connector.send(sendCommand('thank you'), session, patiently())
    await eventually(() =>
      expect(received).toContainEqual(
        expect.objectContaining({ type: 'message', parts: [{ type: 'text', text: 'You are welcome!' }] }),
      ),
    )
    expect(received).toContainEqual(expect.objectContaining({ type: 'echo', text: 'thank you' }))
  })
})
