import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { createFakeCarrier, fromApp, webhook, withCarrier, written } from './support/fake-carrier'
import { createFakePlatform, type FakePlatform } from './support/fake-platform'
import { freshPhoneNumber, hear, openHub } from './support/hub'

describe.each(databases)('messages carried to phones ($kind)', ({ kind, open }) => {
  let database: TestDatabase
  let hub: Awaited<ReturnType<typeof openHub>>
  let platform: FakePlatform
  const carrier = createFakeCarrier()
  beforeAll(async () => {
    database = await open()
    const receipts = { toPlatform: false, fromPlatform: false, failuresToPlatform: true }
    platform = createFakePlatform({ capabilities: { receipts } })
    hub = await openHub(database.settings, platform, withCarrier(carrier))
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

  it('a conversation whose customer goes on elsewhere is not carried any more', async () => {
    const phone = freshPhoneNumber()
    const id = await begin(phone)
    const heard = await hear(hub, id)
    await arrived(phone, 1)
    await eventually('it to be told', () =>
      heard.kept().some((event) => event.type === 'receipt' && event.status === 'sent'),
    )
    const carried = hub.measure().conversations_carried ?? 0
    const { sessionId } = await hub.startSession({ resourceId: 'web' })
    await hub.moveCustomer(id, { resourceId: 'web', customerDestination: sessionId })
    await eventually('it to be let go', () => hub.measure().conversations_carried === carried - 1)
  })

  it('a message with a picture is in one conversation as a whole, also where one ends while it is fetched', async () => {
    const phone = freshPhoneNumber()
    const id = await begin(phone)
    let release: (() => void) | undefined
    carrier.reading = () =>
      new Promise((resolve) => {
        release = resolve
      })
    const message = written('pic', phone, 'look', [{ url: 'https://carrier/1', mediaType: 'image/png' }])
    const receiving = hub.receiveWebhook('phones', webhook(message))
    await eventually('the picture to be asked for', () => release)
    await hub.closeConversation(id)
    carrier.reading = () => {}
    release?.()
    await receiving
    await hub.receiveWebhook('phones', webhook(message))
    const { conversations } = await hub.findConversations({ resourceId: 'sms' })
    const said = await Promise.all(
      conversations
        .filter(({ customerDestination }) => customerDestination === phone)
        .map(async ({ conversationId }) => (await hub.getTranscript(conversationId)).messages),
    )
    const kinds = said.map((messages) =>
      messages.flatMap(({ author, parts }) =>
        author.role === 'customer' ? parts.map(({ type }) => type) : [],
      ),
    )
    expect(kinds).toEqual([['text', 'attachment'], []])
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
    expect(hub.logged).toContainEqual(
      expect.objectContaining({ event: 'message-from-no-phone', platform: 'phones' }),
    )
  })

  it('a phone whose number is longer or shorter than its country’s were known to be begins a conversation, too', async () => {
    await hub.receiveWebhook('phones', webhook(written('old Benin', '+22961234567', 'hi')))
    const { conversations } = await hub.findConversations({ resourceId: 'sms' })
    expect(conversations).toContainEqual(expect.objectContaining({ customerDestination: '+22961234567' }))
    await arrived('+22961234567', 1)
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

  it.each([
    ['composing', 'composing'],
    ['sending', 'before'],
  ] as const)('a message that the adapter fails at %s is given up, holds up nothing, and can be replayed', async (_, step) => {
    const phone = freshPhoneNumber()
    const id = await begin(phone)
    await arrived(phone, 1)
    const heard = await hear(hub, id)
    carrier[step] = (text) => {
      if (text === 'odd') throw new TypeError('a defect')
    }
    const { messageId } = await hub.sendMessage(id, { text: 'odd' }, fromApp)
    await hub.sendMessage(id, { text: 'behind it' }, fromApp)
    expect((await arrived(phone, 2)).slice(1)).toEqual(['behind it'])
    await eventually('the failure', () => heard.receipts(messageId).includes('failed'))
    const [letter] = await hub.findDeadLetters({ conversationId: id })
    expect(letter).toMatchObject({ command: 'deliver', code: 'internal' })
    expect(hub.logged.filter(({ conversationId }) => conversationId === id)).toMatchObject([
      { level: 'error', event: 'carrying-failed', code: 'internal' },
    ])
    carrier[step] = () => {}
    await hub.replayDeadLetters({ commandId: letter?.commandId ?? '' })
    expect((await arrived(phone, 3)).at(-1)).toBe('odd')
    await eventually('the truth', () => heard.receipts(messageId).at(-1) === 'sent')
    expect(heard.receipts(messageId)).toEqual(['failed', 'sent'])
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

  it('a message that was given up, and had arrived, is looked for when it is replayed', async () => {
    const phone = freshPhoneNumber()
    const id = await begin(phone)
    await arrived(phone, 1)
    const heard = await hear(hub, id)
    carrier.after = () => {
      carrier.after = () => {}
      throw new ConversationError('platform-refused', 'Half an answer.', { outcome: 'unknown' })
    }
    const { messageId } = await hub.sendMessage(id, { text: 'one' }, fromApp)
    await hub.sendMessage(id, { text: 'two' }, fromApp)
    await arrived(phone, 3)
    const [letter] = await hub.findDeadLetters({ conversationId: id })
    await hub.replayDeadLetters({ commandId: letter?.commandId ?? '' })
    await eventually('the truth', () => heard.receipts(messageId).at(-1) === 'sent')
    expect(carrier.arrived(phone).slice(1)).toEqual(['one', 'two'])
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

  it('a number that has opted out is the one that was written to, also where the customer goes on at another', async () => {
    const [before, now] = [freshPhoneNumber(), freshPhoneNumber()]
    const id = await begin(before)
    await arrived(before, 1)
    const heard = await hear(hub, id)
    await eventually('it to be told', () => heard.kept().some(({ type }) => type === 'receipt'))
    await hub.moveCustomer(id, { resourceId: 'sms', customerDestination: now })
    const carrierId = carrier.idOf(before)
    const code = 'destination-opted-out'
    await hub.receiveWebhook('phones', webhook({ type: 'receipt', carrierId, status: 'failed', code }))
    const isOptedOut = async (customerDestination: string) =>
      (await hub.getConsent({ resourceId: 'sms', customerDestination })).optedOut
    expect([await isOptedOut(before), await isOptedOut(now)]).toEqual([true, false])
    expect((await hub.getConversation(id)).state).not.toBe('ended')
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
