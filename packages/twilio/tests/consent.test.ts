import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './support/eventually'
import { freshPhone, openPhoneWorld, type PhoneWorld } from './support/phones'

let world: PhoneWorld
let number = ''
beforeAll(async () => {
  world = await openPhoneWorld({
    hubs: { main: { platform: 'talking', words: { help: 'This is Example Shop. Call +1 202 555 0100.' } } },
  })
  number = world.sandbox.numbers[0] ?? ''
})
afterAll(() => world.close())

const write = (from: string, text: string) => world.sandbox.write({ from, to: number, text })
const arrived = (customer: string, count: number) =>
  eventually(`${count} messages on the phone`, () => {
    const texts = world.arrived(customer)
    return texts.length >= count && texts
  })

async function begin(customer: string): Promise<string> {
  await write(customer, 'hi')
  await arrived(customer, 2)
  const { conversations } = await world.hub.findConversations({ resourceId: 'sms', limit: 200 })
  return (
    conversations.find(({ customerDestination }) => customerDestination === customer)?.conversationId ?? ''
  )
}

describe('STOP', () => {
  it.each([
    'STOP',
    'stop',
    'Unsubscribe',
    ' END ',
    'quit',
    'REVOKE',
    'OptOut',
    'cancel',
    'STOPALL',
  ])('%j ends the conversation, and its platform is told why', async (word) => {
    const customer = freshPhone()
    const id = await begin(customer)
    expect(await write(customer, word)).toMatchObject({ status: 200 })
    expect(await world.hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'opted-out' })
    await eventually(
      'the platform’s knowledge',
      () => world.platform.told(customer).endReason === 'opted-out',
    )
    const { messages } = await world.hub.getTranscript(id)
    expect(messages.at(-1)).toMatchObject({ author: { role: 'customer' }, parts: [{ text: word.trim() }] })
  })

  it('keeps everybody from writing until START, also after a restart', async () => {
    const customer = freshPhone()
    await begin(customer)
    await write(customer, 'STOP')
    const start = () => world.hub.startConversation({ resourceId: 'sms', customerDestination: customer })
    await expect(start()).rejects.toMatchObject({ code: 'destination-opted-out', status: 409 })
    await world.restart()
    await expect(start()).rejects.toMatchObject({ code: 'destination-opted-out' })
    await expect(start()).rejects.not.toThrow(customer)
    await write(customer, 'I have one more question')
    expect(world.platform.starts(customer)).toBe(1)
    await write(customer, 'Start')
    await start()
    await arrived(customer, 3)
    expect(world.platform.starts(customer)).toBe(2)
  })

  it('holds for a customer who is moved to the number', async () => {
    const customer = freshPhone()
    await write(customer, 'STOP')
    const { sessionId } = await world.hub.startSession({ resourceId: 'web' })
    const { conversationId } = await world.hub.startConversation({
      resourceId: 'web',
      customerDestination: sessionId,
    })
    await expect(
      world.hub.moveCustomer(conversationId, { resourceId: 'sms', customerDestination: customer }),
    ).rejects.toMatchObject({ code: 'destination-opted-out' })
  })

  it('is not in a sentence, and an opt-in word is an ordinary word in a conversation', async () => {
    const customer = freshPhone()
    const id = await begin(customer)
    await write(customer, 'please stop calling')
    await write(customer, 'Yes')
    expect((await arrived(customer, 4)).slice(2)).toEqual(['You said please stop calling', 'You said Yes'])
    expect((await world.hub.getConversation(id)).state).toBe('with-bot')
  })

  it('counts once when its webhook comes again after START', async () => {
    const customer = freshPhone()
    await begin(customer)
    const { sid } = await write(customer, 'STOP')
    await write(customer, 'START')
    const { conversationId } = await world.hub.startConversation({
      resourceId: 'sms',
      customerDestination: customer,
    })
    expect(await world.sandbox.redeliver(sid)).toMatchObject({ status: 200 })
    expect((await world.hub.getConversation(conversationId)).endReason).toBeUndefined()
  })

  it('is heard from the carrier too, which knew before us', async () => {
    const customer = freshPhone()
    const id = await begin(customer)
    world.sandbox.connectNumber(number, { webhookUrl: 'http://127.0.0.1:9/' })
    await write(customer, 'STOP')
    world.sandbox.connectNumber(number, { webhookUrl: world.webhookUrl })
    const { messageId } = await world.hub.sendMessage(
      id,
      { text: 'Are you there?' },
      { author: { role: 'agent' } },
    )
    await eventually('the end', async () => {
      const { endReason } = await world.hub.getConversation(id)
      return endReason === 'opted-out'
    })
    const told: string[] = []
    const subscription = await world.hub.listen(id, 0, {
      onEvent: ({ json }) => told.push(json) > 0,
      onEnd: () => {},
    })
    await eventually('the receipt', () =>
      told.some((json) => json.includes(messageId) && json.includes('destination-opted-out')),
    )
    subscription.close()
    await expect(
      world.hub.startConversation({ resourceId: 'sms', customerDestination: customer }),
    ).rejects.toMatchObject({ code: 'destination-opted-out' })
  })

  it('is taken from the carrier’s own word where it watches over consent', async () => {
    world.sandbox.switches.set({ advancedOptOut: true })
    const customer = freshPhone()
    const id = await begin(customer)
    await write(customer, 'STOP')
    expect((await world.hub.getConversation(id)).endReason).toBe('opted-out')
    world.sandbox.switches.set({ advancedOptOut: false })
  })
})

describe('the proof of consent', () => {
  const known = (customer: string) =>
    world.hub.getConsent({ resourceId: 'sms', customerDestination: customer })

  it('is kept with every change, in the customer’s own words, and counts once', async () => {
    const customer = freshPhone()
    const { sid: first } = await write(customer, 'hi')
    await arrived(customer, 2)
    const { sid: stop } = await write(customer, 'Stop!')
    await world.sandbox.redeliver(stop)
    const { sid: start } = await write(customer, 'START')
    const consent = await known(customer)
    expect(consent).toMatchObject({ address: number, customerDestination: customer, optedOut: false })
    expect(consent.changes).toMatchObject([
      { optedOut: false, toldBy: 'customer', messageId: first },
      { optedOut: true, toldBy: 'customer', messageId: stop, proof: 'Stop!' },
      { optedOut: false, toldBy: 'customer', messageId: start, proof: 'START' },
    ])
    // What else the customer said is not kept for longer than the conversation.
    expect(consent.changes[0]).not.toHaveProperty('proof')
  })

  it('may be what the app heard elsewhere, but consent is the customer’s to give back', async () => {
    const customer = freshPhone()
    const id = await begin(customer)
    const told = { resourceId: 'sms', customerDestination: customer.replace('+1', '') }
    await world.hub.recordConsent({ ...told, optedOut: true, proof: 'By telephone, to agent 12.' })
    expect((await world.hub.getConversation(id)).endReason).toBe('opted-out')
    const given = world.hub.recordConsent({ ...told, optedOut: false, proof: 'A form.' })
    await expect(given).rejects.toMatchObject({ code: 'destination-opted-out' })
    const other = freshPhone()
    await world.hub.recordConsent({
      resourceId: 'sms',
      customerDestination: other,
      optedOut: false,
      proof: 'A form.',
    })
    expect((await known(other)).changes).toMatchObject([{ optedOut: false, toldBy: 'app', proof: 'A form.' }])
  })
})

it('HELP is answered in the hub’s own words, and the platform hears it', async () => {
  const customer = freshPhone()
  await begin(customer)
  await write(customer, 'HELP')
  const texts = await arrived(customer, 4)
  expect(texts.slice(2).sort()).toEqual(['This is Example Shop. Call +1 202 555 0100.', 'You said HELP'])
})
