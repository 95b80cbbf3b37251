import { createHmac } from 'node:crypto'
import type { WebhookRequest } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './support/eventually'
import { freshPhone, openPhoneWorld, type PhoneWorld } from './support/phones'

let world: PhoneWorld
beforeAll(async () => {
  world = await openPhoneWorld()
})
afterAll(() => world.close())

const url = 'https://hub.example.com/webhooks/phones'

function fieldsOf(customer: string): Record<string, string> {
  return {
    MessageSid: `SM${customer.slice(1).padStart(32, '0')}`,
    AccountSid: world.sandbox.credentials.accountSid,
    From: customer,
    To: world.sandbox.numbers[0] ?? '',
    Body: 'Grüße & mehr',
    NumMedia: '0',
  }
}

/** Signed as Twilio signs it, for the address that it calls. */
function signed(
  fields: Record<string, string>,
  body = new URLSearchParams(fields).toString(),
): WebhookRequest {
  const text = Object.keys(fields)
    .sort()
    .reduce((all, name) => `${all}${name}${fields[name]}`, url)
  const signature = createHmac('sha1', world.sandbox.credentials.authToken).update(text).digest('base64')
  return {
    method: 'POST',
    url,
    headers: new Headers({
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
    }),
    body: new TextEncoder().encode(body),
  }
}

const receive = (request: WebhookRequest) => world.hub.receiveWebhook('phones', request)
const conversationsWith = async (customer: string) => {
  const { conversations } = await world.hub.findConversations({ resourceId: 'sms', limit: 200 })
  return conversations.filter(({ customerDestination }) => customerDestination === customer)
}

describe('a webhook that Twilio signed', () => {
  it('is kept, and answered with an empty document', async () => {
    const customer = freshPhone()
    const reply = await receive(signed(fieldsOf(customer)))
    expect(reply).toMatchObject({ mediaType: 'text/xml', body: expect.stringContaining('<Response/>') })
    await eventually('the message', () => world.platform.texts(customer)[0] === 'Grüße & mehr')
  })

  it('is kept once, however often it comes', async () => {
    const customer = freshPhone()
    const request = signed(fieldsOf(customer))
    await Promise.all([receive(request), receive(request), receive(request)])
    await receive(request)
    await eventually('the answer', () => world.arrived(customer).length === 2)
    expect(world.platform.texts(customer)).toEqual(['Grüße & mehr'])
    expect(await conversationsWith(customer)).toHaveLength(1)
  })

  it('is refused where it is for another number or account, as a wrong set-up', async () => {
    const customer = freshPhone()
    for (const wrong of [{ To: '+12025550999' }, { AccountSid: `AC${'1'.repeat(32)}` }]) {
      await expect(receive(signed({ ...fieldsOf(customer), ...wrong }))).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining('TWILIO_FROM'),
      })
    }
    expect(await conversationsWith(customer)).toEqual([])
  })
})

describe('a webhook that Twilio did not sign like this', () => {
  it.each<[string, (request: WebhookRequest) => WebhookRequest]>([
    ['has no signature', (request) => ({ ...request, headers: new Headers() })],
    [
      'has another signature',
      (request) => ({ ...request, headers: new Headers({ 'x-twilio-signature': 'A'.repeat(28) }) }),
    ],
    ['has a body changed by one byte', (request) => ({ ...request, body: changed(request.body) })],
    ['came by another scheme', (request) => ({ ...request, url: url.replace('https', 'http') })],
    ['came to another address', (request) => ({ ...request, url: `${url}?a=1` })],
    ['has a field twice', (request) => ({ ...request, body: withMore(request.body, '&Body=STOP') })],
    ['has a field more', (request) => ({ ...request, body: withMore(request.body, '&OptOutType=STOP') })],
    [
      'calls its form JSON',
      (request) => {
        const headers = new Headers(request.headers)
        headers.set('content-type', 'application/json')
        return { ...request, headers }
      },
    ],
  ])('%s: it is refused, and has no effect', async (_name, spoil) => {
    const customer = freshPhone()
    await expect(receive(spoil(signed(fieldsOf(customer))))).rejects.toMatchObject({
      code: 'unauthorized',
      status: 401,
    })
    expect(await conversationsWith(customer)).toEqual([])
  })
})

function changed(body: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(body)
  const last = copy.length - 1
  copy.set([(copy[last] ?? 0) ^ 1], last)
  return copy
}

function withMore(body: Uint8Array, more: string): Uint8Array {
  return new TextEncoder().encode(new TextDecoder().decode(body) + more)
}
