import {
  type ChannelAdapter,
  type ChannelEvent,
  ConversationError,
  type InboundMedia,
  partsAsText,
} from '@conversation-hub/core'

/** A carrier in memory: what it brought to phones, and a way to make it fail. */
export interface FakeCarrier {
  readonly adapter: ChannelAdapter
  /** What arrived on a phone, in order. */
  arrived(phone: string): string[]
  /** The carrier's id of the newest message to a phone. */
  idOf(phone: string): string
  /** Runs before a message is composed: to fail at it. */
  composing: (text: string) => void
  /** Runs before a file of a customer's is handed out. */
  reading: () => void | Promise<void>
  /** Runs before a message is taken: to refuse it, or to make it wait. */
  before: (text: string) => void | Promise<void>
  /** Runs after a message was taken, before the carrier answers. */
  after: (text: string) => void | Promise<void>
}

/** Its webhooks are the events themselves, as JSON, signed with the word `signed`. */
export function createFakeCarrier(): FakeCarrier {
  const sent: { to: string; text: string; commandId: string; carrierId: string }[] = []
  const carrier: FakeCarrier = {
    arrived: (phone) => sent.filter(({ to }) => to === phone).map(({ text }) => text),
    idOf: (phone) => sent.findLast(({ to }) => to === phone)?.carrierId ?? '',
    composing: () => {},
    reading: () => {},
    before: () => {},
    after: () => {},
    adapter: {
      specVersion: 'v1',
      channel: 'sms',
      carrier: 'fake',
      account: 'fake',
      address: '+12025550100',
      capabilities: { repeats: 'reconcilable' },
      compose(parts) {
        const text = partsAsText(parts)
        carrier.composing(text)
        return [{ text, mediaUrls: [] }]
      },
      async send({ commandId, to, message: { text } }) {
        await carrier.before(text)
        const carrierId = crypto.randomUUID()
        sent.push({ to, text, commandId, carrierId })
        await carrier.after(text)
        return { carrierId }
      },
      async reconcile({ commandId, to }) {
        const found = sent.find((one) => one.commandId === commandId && one.to === to)
        return found ? { tookEffect: 'yes', carrierId: found.carrierId } : { tookEffect: 'no' }
      },
      async receive({ headers, body }) {
        if (headers.get('signature') !== 'signed') throw new ConversationError('unauthorized', 'Not signed.')
        const events: ChannelEvent[] = JSON.parse(new TextDecoder().decode(body))
        return events
      },
      async readMedia() {
        await carrier.reading()
        return { mediaType: 'image/png', content: new Uint8Array([1, 2, 3]) }
      },
      webhookReply: { mediaType: 'text/plain', body: 'thanks' },
    },
  }
  return carrier
}

export function webhook(...events: ChannelEvent[]) {
  return {
    method: 'POST',
    url: 'https://hub.example.com/webhooks/phones',
    headers: new Headers({ signature: 'signed' }),
    body: new TextEncoder().encode(JSON.stringify(events)),
  }
}

/** A customer's message. */
export function written(id: string, from: string, text: string, media: InboundMedia[] = []): ChannelEvent {
  return { type: 'message', id, from, text, media }
}

/** Settings of a hub whose resource `sms` has this carrier, under the name `phones`. */
export const withCarrier = (carrier: FakeCarrier) => ({
  carriers: { phones: carrier.adapter },
  resources: {
    web: { channel: 'web-chat' as const, hub: 'main' },
    sms: { channel: 'sms' as const, hub: 'main', startOn: 'inbound' as const, carrier: 'phones' },
  },
})

/** What the app says, and not the customer. */
export const fromApp = { author: { role: 'agent' as const } }
