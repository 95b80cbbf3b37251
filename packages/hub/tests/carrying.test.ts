import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { createFakeCarrier, type FakeCarrier, webhook, written } from './support/fake-carrier'
import { createFakePlatform, type FakePlatform } from './support/fake-platform'
import { freshPhoneNumber, openHub } from './support/hub'

const settings = (carrier: FakeCarrier) => ({
  carriers: { phones: carrier.adapter },
  resources: {
    web: { channel: 'web-chat' as const, hub: 'main' },
    sms: { channel: 'sms' as const, hub: 'main', startOn: 'inbound' as const, carrier: 'phones' },
  },
})
const fromApp = { author: { role: 'agent' as const } }

describe.each(databases)('messages carried to phones ($kind)', ({ kind, open }) => {
  let database: TestDatabase
  let hub: Awaited<ReturnType<typeof openHub>>
  let platform: FakePlatform
  const carrier = createFakeCarrier()
  beforeAll(async () => {
    database = await open()
    const receipts = { toPlatform: false, fromPlatform: false, failuresToPlatform: true }
    platform = createFakePlatform({ capabilities: { receipts } })
    hub = await openHub(database.settings, platform, settings(carrier))
  })
  afterAll(async () => {
    await hub.close()
    await database.remove()
  })
  const arrived = (phone: string, count: number) =>
    eventually(`${count} messages on the phone`, () => {
      const texts = carrier.arrived(phone)
      return texts.length >= count && texts
    })
  const begin = async (phone: string) =>
    (await hub.startConversation({ resourceId: 'sms', customerDestination: phone })).conversationId

  it('a customer’s first message starts a conversation; the carrier hears what it wants to hear', async () => {
    const phone = freshPhoneNumber()
    expect(await hub.receiveWebhook('phones', webhook(written('1', phone, 'hi')))).toEqual({
      mediaType: 'text/plain',
      body: 'thanks',
    })
    expect(await arrived(phone, 2)).toEqual(['Hello', 'You said hi'])
  })

  it('what is not the carrier’s has no effect', async () => {
    const phone = freshPhoneNumber()
    const forged = { ...webhook(written('2', phone, 'hi')), headers: new Headers() }
    await expect(hub.receiveWebhook('phones', forged)).rejects.toMatchObject({ code: 'unauthorized' })
    await expect(hub.receiveWebhook('nobody', forged)).rejects.toMatchObject({ code: 'not-found' })
    expect(platform.told.some(({ text }) => text === phone)).toBe(false)
    expect((await hub.findConversations({ resourceId: 'sms' })).conversations).not.toContainEqual(
      expect.objectContaining({ customerDestination: phone }),
    )
  })

  it('the platform hears of its message that could not be brought, where it wants to', async () => {
    const phone = freshPhoneNumber()
    const id = await begin(phone)
    await arrived(phone, 1)
    const failed = {
      type: 'receipt',
      carrierId: carrier.idOf(phone),
      status: 'failed',
      code: 'destination-invalid',
    } as const
    await hub.receiveWebhook('phones', webhook(failed))
    await hub.receiveWebhook('phones', webhook(failed))
    const receipts = () =>
      platform.told.filter(({ type, at }) => type === 'receipt' && at === platform.commandOf(id))
    await eventually('the receipt', () => receipts().length > 0)
    await hub.sendMessage(id, { text: 'and on' })
    await arrived(phone, 2)
    expect(receipts()).toHaveLength(1)
  })

  it('a sender who is no phone is passed by', async () => {
    await hub.receiveWebhook('phones', webhook(written('3', '72975', 'You have won')))
    expect(hub.logged).toContainEqual(expect.objectContaining({ event: 'message-from-no-phone' }))
  })

  it('one customer’s trouble holds up nobody else, and not the order of their own messages', async () => {
    const [stuck, free] = [freshPhoneNumber(), freshPhoneNumber()]
    const id = await begin(stuck)
    await arrived(stuck, 1)
    let failures = 3
    carrier.before = (text) => {
      if (text !== 'first' || failures === 0) return
      failures -= 1
      throw new ConversationError('platform-busy', 'Not now.')
    }
    for (const text of ['first', 'second', 'third']) await hub.sendMessage(id, { text }, fromApp)
    await begin(free)
    await arrived(free, 1)
    expect((await arrived(stuck, 4)).slice(1)).toEqual(['first', 'second', 'third'])
    carrier.before = () => {}
  })

  it('a message whose answer was lost is looked for, and not sent twice', async () => {
    const phone = freshPhoneNumber()
    const id = await begin(phone)
    await arrived(phone, 1)
    carrier.after = () => {
      carrier.after = () => {}
      throw new ConversationError('platform-timeout', 'No answer.', { outcome: 'unknown' })
    }
    for (const text of ['one', 'one', 'two']) await hub.sendMessage(id, { text }, fromApp)
    expect((await arrived(phone, 4)).slice(1)).toEqual(['one', 'one', 'two'])
  })

  it('a carrier that says that the customer has opted out ends the conversation', async () => {
    const phone = freshPhoneNumber()
    const id = await begin(phone)
    await arrived(phone, 1)
    carrier.before = () => {
      throw new ConversationError('destination-opted-out', 'Opted out.')
    }
    await hub.sendMessage(id, { text: 'hello?' }, fromApp)
    await eventually('the end', async () => (await hub.getConversation(id)).endReason === 'opted-out')
    carrier.before = () => {}
    await expect(begin(phone)).rejects.toMatchObject({ code: 'destination-opted-out' })
    await eventually('the platform’s knowledge', () =>
      platform.told.some(({ type, at }) => type === 'end' && at === platform.commandOf(id)),
    )
  })

  it('an erased customer leaves no message behind', async () => {
    const phone = freshPhoneNumber()
    const { conversationId } = await hub.startConversation({
      resourceId: 'sms',
      customerDestination: phone,
      customerIdentifier: `erased ${kind}`,
    })
    await arrived(phone, 1)
    await hub.eraseCustomer(`erased ${kind}`)
    expect(await hub.findDeadLetters({ conversationId })).toEqual([])
  })
})

describe('several instances that carry', () => {
  const [, server] = databases
  let database: TestDatabase
  beforeAll(async () => {
    if (!server) throw new Error('there is no server to test with')
    database = await server.open()
  })
  afterAll(() => database.remove())

  it('take the same webhook at the same moment as one, and go on when one of them closes', async () => {
    const carrier = createFakeCarrier()
    const platform = createFakePlatform()
    const first = await openHub(database.settings, platform, settings(carrier))
    const second = await openHub(database.settings, platform, settings(carrier))
    const phones = Array.from({ length: 10 }, freshPhoneNumber)
    await Promise.all(
      phones.flatMap((phone) =>
        [first, second].map((hub) =>
          hub.receiveWebhook('phones', webhook(written(`to ${phone}`, phone, 'hi'))),
        ),
      ),
    )
    for (const phone of phones) {
      await eventually('the answer', () => carrier.arrived(phone).length === 2)
      expect(carrier.arrived(phone)).toEqual(['Hello', 'You said hi'])
    }
    await first.close()
    for (const phone of phones) {
      await second.receiveWebhook('phones', webhook(written(`again ${phone}`, phone, 'still there?')))
    }
    const { conversationId } = await second.startConversation({
      resourceId: 'sms',
      customerDestination: phones[0] ?? '',
    })
    await second.closeConversation(conversationId)
    await second.receiveWebhook(
      'phones',
      webhook(written(`again ${phones[0]}`, phones[0] ?? '', 'still there?')),
    )
    const found = await second.findConversations({ resourceId: 'sms', limit: 200 })
    expect(
      found.conversations.filter(({ customerDestination }) => customerDestination === phones[0]),
    ).toHaveLength(1)
    for (const phone of phones) {
      await eventually('the answer after it', () => carrier.arrived(phone).length === 3)
      expect(carrier.arrived(phone).at(-1)).toBe('You said still there?')
    }
    await second.close()
  })

  it('put a message in one conversation, also while that one is being closed', async () => {
    const carrier = createFakeCarrier()
    const hubs = [
      await openHub(database.settings, createFakePlatform(), settings(carrier)),
      await openHub(database.settings, createFakePlatform(), settings(carrier)),
    ] as const
    const phones = Array.from({ length: 12 }, freshPhoneNumber)
    await Promise.all(
      phones.map(async (phone, index) => {
        const { conversationId } = await hubs[0].startConversation({
          resourceId: 'sms',
          customerDestination: phone,
        })
        const write = (hub: (typeof hubs)[number]) =>
          hub.receiveWebhook('phones', webhook(written(`while closing ${phone}`, phone, 'hi')))
        await Promise.all([
          write(hubs[0]),
          hubs[index % 2 === 0 ? 0 : 1].closeConversation(conversationId),
          write(hubs[1]),
        ])
        await write(hubs[0])
      }),
    )
    const { conversations } = await hubs[0].findConversations({ resourceId: 'sms', limit: 200 })
    for (const phone of phones) {
      const said = await Promise.all(
        conversations
          .filter(({ customerDestination }) => customerDestination === phone)
          .map(({ conversationId }) => hubs[0].getTranscript(conversationId)),
      )
      const messages = said.flatMap((transcript) => transcript.messages)
      expect(messages.filter(({ author }) => author.role === 'customer')).toHaveLength(1)
    }
    await Promise.all(hubs.map((hub) => hub.close()))
  })
})
