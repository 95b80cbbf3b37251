import type { ChannelAdapter, KeyedEvents } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Hub } from '../src/hub'
import type { HubSettings } from '../src/settings/settings'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, webhook, withCarrier, written } from './support/fake-carrier'
import { createFakePlatform } from './support/fake-platform'
import { begin, freshPhoneNumber, hear, openHub } from './support/hub'
import { query, startPostgres, type TestPostgres } from './support/postgres'

/** A platform that delivers: its webhooks are the events themselves, as JSON. */
const deliveringPlatform = () =>
  createFakePlatform({
    silent: true,
    arrival: {
      kind: 'webhook',
      keyOf: ({ id }) => String(id),
      async receive({ body }) {
        const entries: KeyedEvents[] = JSON.parse(new TextDecoder().decode(body))
        return entries
      },
    },
  })

const saying = (key: string, text: string) => ({
  key,
  events: [{ type: 'message', id: text, author: { role: 'bot' }, parts: [{ type: 'text', text }] }],
})

const deliveryOf = (...entries: object[]) => ({
  method: 'POST',
  url: 'https://hub.example.com/webhooks/fake',
  headers: new Headers(),
  body: new TextEncoder().encode(JSON.stringify(entries)),
})

const delivery = (key: string, text: string) => deliveryOf(saying(key, text))

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

describe('what a platform delivers', () => {
  it('is shown in the order in which it came, also where the next comes before the last is kept', async () => {
    const platform = deliveringPlatform()
    const hub = await openHub({ url: await postgres.createDatabase() }, platform)
    onTestFinished(() => hub.close())
    const id = await begin(hub)
    const heard = await hear(hub, id)
    const key = await eventually('the start', () => platform.commandOf(id))
    const texts = Array.from({ length: 100 }, (_, n) => `message ${n}`)
    await Promise.all(texts.map((text) => hub.receiveWebhook('fake', delivery(key, text))))
    await eventually('all of it', () => heard.texts('bot').length === texts.length)
    expect(heard.texts('bot')).toEqual(texts)
  })

  it.each([
    [
      'that nobody here can read',
      `UPDATE conversations SET state = 'of later', version = version + 1 WHERE id = $1`,
      ['aside', 'next'],
    ],
    ['in which a defect is met', undefined, ['next']],
  ] as const)('is kept for all others, where something is for a conversation %s', async (_, harm, texts) => {
    const platform = deliveringPlatform()
    const url = await postgres.createDatabase()
    const hub = await openHub({ url }, platform)
    onTestFinished(() => hub.close())
    const [one, other] = [await begin(hub), await begin(hub)]
    const [heard, heardOther] = [await hear(hub, one), await hear(hub, other)]
    const keyOf = (id: string) => eventually('the start', () => platform.commandOf(id))
    const [key, otherKey] = [await keyOf(one), await keyOf(other)]
    await hub.receiveWebhook('fake', deliveryOf(saying(key, 'first'), saying(otherKey, 'first')))
    if (harm) await query(url, harm, [one])
    const odd = harm ? saying(key, 'aside') : { key, events: [{ type: 'message', id: 'no author' }] }
    await hub.receiveWebhook('fake', deliveryOf(odd, saying(otherKey, 'second')))
    await eventually('the other', () => heardOther.texts('bot').includes('second'))
    if (harm)
      await query(url, `UPDATE conversations SET state = 'with-bot', version = version + 1 WHERE id = $1`, [
        one,
      ])
    await hub.receiveWebhook('fake', delivery(key, 'next'))
    await eventually('the next word', () => heard.texts('bot').includes('next'))
    expect(heard.texts('bot')).toEqual(['first', ...texts])
  })
})

describe('what a carrier delivers', () => {
  async function openWithCarrier(replaced: Partial<ChannelAdapter> = {}) {
    const url = await postgres.createDatabase()
    const fake = createFakeCarrier()
    const carrier = { ...fake, adapter: { ...fake.adapter, ...replaced } }
    const open = async (settings: Partial<HubSettings> = {}) => {
      const hub = await openHub({ url }, createFakePlatform(), { ...withCarrier(carrier), ...settings })
      onTestFinished(() => hub.close())
      return hub
    }
    const phone = freshPhoneNumber()
    const conversationsOf = async (hub: Hub) =>
      (await hub.findConversations({ resourceId: 'sms' })).conversations.map((one) => one.conversationId)
    return { url, carrier, open, hub: await open(), phone, conversationsOf }
  }

  /** With a conversation that is live at a resource that only a newer configuration, beside the hub's, knows. */
  async function liveBeside() {
    const opened = await openWithCarrier()
    const { carriers, resources } = withCarrier(opened.carrier)
    const newer = await opened.open({ carriers, resources: { ...resources, 'sms-later': resources.sms } })
    const start = { resourceId: 'sms-later', customerDestination: opened.phone }
    const { conversationId } = await newer.startConversation(start)
    const heard = await hear(newer, conversationId)
    await eventually('the greeting to be kept', () => heard.kept().some(({ type }) => type === 'receipt'))
    return { ...opened, newer, conversationId }
  }
  const at = (customerDestination: string) => ({ resourceId: 'sms', customerDestination })

  it('has no effect a second time: a refusal that is told again after the customer has come back', async () => {
    const { hub, carrier, phone } = await openWithCarrier()
    await hub.receiveWebhook('phones', webhook(written('1', phone, 'hi')))
    await eventually('the greeting to be kept', async () => carrier.arrived(phone).length === 2)
    const carrierId = carrier.idOf(phone)
    const code = 'destination-opted-out'
    const refused = webhook({ type: 'receipt', carrierId, status: 'failed', code })
    await hub.receiveWebhook('phones', refused)
    await eventually('it to be heeded', async () => (await hub.getConsent(at(phone))).optedOut)
    await hub.receiveWebhook('phones', webhook(written('2', phone, 'START')))
    await hub.receiveWebhook('phones', refused)
    expect(await hub.getConsent(at(phone))).toMatchObject({ optedOut: false })
  })

  it('has no effect a second time: a START whose instance died before it said that it was heeded', async () => {
    const { url, hub, phone, conversationsOf } = await openWithCarrier()
    await hub.recordConsent({ ...at(phone), optedOut: true, proof: 'By telephone.' })
    const again = webhook(written('1', phone, 'START'))
    await hub.receiveWebhook('phones', again)
    await query(url, 'DELETE FROM carrier_inbox')
    await hub.receiveWebhook('phones', again)
    expect(await hub.getConsent(at(phone))).toMatchObject({ optedOut: false })
    expect(await conversationsOf(hub)).toEqual([])
  })

  it('has no effect a second time: a HELP that was not answered before the end', async () => {
    const { hub, open, phone, conversationsOf } = await openWithCarrier()
    const help = webhook(written('1', phone, 'HELP'))
    await hub.receiveWebhook('phones', help)
    const [id = ''] = await conversationsOf(hub)
    await hub.closeConversation(id)
    const second = await open({ hubs: { main: { platform: 'fake', words: { help: 'Call us.' } } } })
    await second.receiveWebhook('phones', help)
    expect(await conversationsOf(second)).toEqual([id])
  })

  it('is not undone by what comes late: a message that was read, or has failed, stays so', async () => {
    const { url, hub, carrier, phone } = await openWithCarrier()
    const { conversationId: id } = await hub.startConversation({
      ...at(phone),
      createInThirdPartySystems: false,
    })
    const heard = await hear(hub, id)
    for (const [first, then] of [
      ['read', 'delivered'],
      ['failed', 'delivered'],
    ] as const) {
      const { messageId } = await hub.sendMessage(id, { text: first }, fromApp)
      await eventually('it to be sent', () => heard.receipts(messageId).includes('sent'))
      const carrierId = carrier.idOf(phone)
      for (const status of [first, then])
        await hub.receiveWebhook('phones', webhook({ type: 'receipt', carrierId, status }))
      const kept = await query(url, 'SELECT state FROM carrier_messages WHERE carrier_id = $1', [carrierId])
      expect([kept, heard.receipts(messageId)]).toEqual([[{ state: first }], ['sent', first]])
    }
  })

  it('is put where the customer is live, also at a resource that only a newer configuration knows, as long as it runs', async () => {
    const { hub, newer, conversationId, carrier, phone, conversationsOf } = await liveBeside()
    await hub.receiveWebhook('phones', webhook(written('1', phone, 'hi')))
    await eventually('the answer', () => carrier.arrived(phone).includes('You said hi'))
    expect(await conversationsOf(hub)).toEqual([])
    expect((await newer.getTranscript(conversationId)).messages).toHaveLength(3)
    // There, no answer would reach the customer any more.
    await newer.close()
    await hub.receiveWebhook('phones', webhook(written('2', phone, 'still there?')))
    expect(await conversationsOf(hub)).toHaveLength(1)
  })

  it('ends what is live with a customer who opts out, also at a resource that only a newer configuration knows', async () => {
    const { hub, newer, conversationId, phone } = await liveBeside()
    await hub.receiveWebhook('phones', webhook(written('1', phone, 'STOP')))
    const ended = { state: 'ended', endReason: 'opted-out' }
    expect(await newer.getConversation(conversationId)).toMatchObject(ended)
  })

  it('is told of by its address, where the files of its conversation are as many as are kept', async () => {
    const { url, hub, phone } = await openWithCarrier()
    const { conversationId: id } = await hub.startConversation({
      ...at(phone),
      createInThirdPartySystems: false,
    })
    const file = { name: 'a.png', mediaType: 'image/png', content: new Uint8Array(3) }
    const { messageId } = await hub.sendFile(id, { ...file, clientMessageId: 'first' })
    await query(
      url,
      `INSERT INTO files (id, conversation_id, name, media_type, content, created_at)
       SELECT gen_random_uuid(), $1, 'a', 'b', convert_to(repeat('x', 26214400), 'UTF8'), now() FROM generate_series(1, 10)`,
      [id],
    )
    await expect(hub.sendFile(id, file)).rejects.toMatchObject({ code: 'message-too-large' })
    expect(await hub.sendFile(id, { ...file, clientMessageId: 'first' })).toEqual({ messageId })
    const media = { url: 'https://carrier.example.com/1', mediaType: 'image/png' }
    await hub.receiveWebhook('phones', webhook(written('1', phone, 'look', [media])))
    const { messages } = await hub.getTranscript(id)
    expect(messages.slice(1).map(({ parts }) => parts)).toEqual([
      [{ type: 'text', text: 'look' }],
      [{ type: 'text', text: media.url }],
    ])
  })

  it('holds up no message, where its ids are always the same', async () => {
    const fake = createFakeCarrier()
    const { hub, phone } = await openWithCarrier({
      capabilities: { repeats: 'neither' },
      async send(command, call) {
        await fake.adapter.send(command, call)
        return { carrierId: 'the same' }
      },
    })
    const { conversationId } = await hub.startConversation({ ...at(phone), createInThirdPartySystems: false })
    const heard = await hear(hub, conversationId)
    const texts = ['one', 'two', 'three']
    for (const text of texts) await hub.sendMessage(conversationId, { text }, fromApp)
    await eventually(
      'all to be told as sent',
      () => heard.kept().filter((one) => one.type === 'receipt').length === 3,
    )
    expect(fake.arrived(phone)).toEqual(texts)
  })
})
