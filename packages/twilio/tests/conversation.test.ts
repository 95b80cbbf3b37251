import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './support/eventually'
import { freshPhone, openPhoneWorld, type PhoneWorld } from './support/phones'

let world: PhoneWorld
let number = ''
beforeAll(async () => {
  world = await openPhoneWorld()
  number = world.sandbox.numbers[0] ?? ''
})
afterAll(() => world.close())

const write = (from: string, text: string) => world.sandbox.write({ from, to: number, text })
const arrived = (customer: string, count: number) =>
  eventually(`${count} messages on the phone`, () => {
    const texts = world.arrived(customer)
    return texts.length >= count && texts
  })
const conversationOf = async (customer: string) => {
  const { conversations } = await world.hub.findConversations({ resourceId: 'sms', limit: 200 })
  const found = conversations.find(({ customerDestination }) => customerDestination === customer)
  if (!found) throw new Error('no conversation with this customer')
  return found
}
const receiptsOf = async (conversationId: string) => {
  const receipts: string[] = []
  const subscription = await world.hub.listen(conversationId, 0, {
    onEvent({ type, json }) {
      if (type === 'receipt') receipts.push(json)
      return true
    },
    onEnd: () => {},
  })
  return { receipts, close: () => subscription.close() }
}

describe('a conversation by text message', () => {
  it('starts with the customer’s first message, which the platform hears too', async () => {
    const customer = freshPhone()
    expect(await write(customer, 'hi there')).toMatchObject({ status: 200 })
    expect(await arrived(customer, 2)).toEqual(['Hello', 'You said hi there'])
    expect(world.platform.texts(customer)).toEqual(['hi there'])
    expect(await conversationOf(customer)).toMatchObject({ state: 'with-bot', managedBy: 'talking' })
  })

  it('is started by the app, with the number written in any way', async () => {
    const customer = freshPhone()
    const digits = customer.slice(2)
    const [area, exchange, rest] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)]
    const spellings = [
      customer,
      `+1 ${area} ${exchange} ${rest}`,
      `+1-${area}-${exchange}-${rest}`,
      `+1 (${area}) ${exchange}-${rest}`,
      `+1.${area}.${exchange}.${rest}`,
      `tel:${customer}`,
      ` ${customer} `,
      `+1${area}${exchange} ${rest}`,
      `＋1${area}${exchange}${rest}`,
      `+1 ${area}/${exchange}/${rest}`,
    ]
    const ids = new Set<string>()
    for (const customerDestination of spellings) {
      const { conversationId } = await world.hub.startConversation({ resourceId: 'sms', customerDestination })
      ids.add(conversationId)
    }
    expect(ids.size).toBe(1)
    expect(await arrived(customer, 1)).toEqual(['Hello'])
    await write(customer, 'thanks')
    expect(await arrived(customer, 2)).toEqual(['Hello', 'You said thanks'])
    expect(world.platform.starts(customer)).toBe(1)
  })

  it('tells the app what became of a message: sent, delivered', async () => {
    const customer = freshPhone()
    await write(customer, 'hi')
    const { conversationId } = await conversationOf(customer)
    const { messageId } = await world.hub.sendMessage(
      conversationId,
      { text: 'From the app' },
      { author: { role: 'agent', name: 'Kim' } },
    )
    const { receipts, close } = await receiptsOf(conversationId)
    await eventually('the receipts', () => receipts.filter((json) => json.includes(messageId)).length >= 2)
    const told = receipts.map((json) => JSON.parse(json)).filter((one) => one.messageId === messageId)
    expect(told.map(({ status }) => status)).toEqual(['sent', 'delivered'])
    expect(await arrived(customer, 3)).toContain('From the app')
    close()
  })

  it('understands the number, and the words, of a choice', async () => {
    const customer = freshPhone()
    await write(customer, 'menu')
    expect((await arrived(customer, 2))[1]).toBe('What is it about?\n1. Billing\n2. Delivery')
    await write(customer, '3')
    await write(customer, '2.')
    await write(customer, 'menu')
    await arrived(customer, 5)
    await write(customer, 'billing')
    await eventually('the answers', () => world.platform.told(customer).said.length === 5)
    expect(world.platform.told(customer).said.slice(1)).toMatchObject([
      { type: 'text', text: '3' },
      { type: 'choice', choiceId: 'delivery', title: 'Delivery' },
      { type: 'text', text: 'menu' },
      { type: 'choice', choiceId: 'billing' },
    ])
  })

  it('takes a number for a number where the choice has been made', async () => {
    const customer = freshPhone()
    await write(customer, 'menu')
    await arrived(customer, 2)
    await write(customer, '1')
    await arrived(customer, 3)
    await write(customer, '2')
    await eventually('the answers', () => world.platform.told(customer).said.length === 3)
    expect(world.platform.told(customer).said.slice(1)).toMatchObject([
      { type: 'choice', choiceId: 'billing' },
      { type: 'text', text: '2' },
    ])
  })

  it('carries emoji and nothing else', async () => {
    const customer = freshPhone()
    await write(customer, '👨‍👩‍👧‍👦👍🏽')
    expect(await arrived(customer, 2)).toEqual(['Hello', 'You said 👨‍👩‍👧‍👦👍🏽'])
  })

  it('takes 10 kB from a customer, and brings 10 kB to one, in order and whole', async () => {
    const customer = freshPhone()
    const long = 'All this is one message. '.repeat(420)
    expect(long.length).toBeGreaterThan(10_240)
    await write(customer, long)
    await eventually('the long message', () => world.platform.texts(customer).length === 1)
    expect(world.platform.texts(customer)).toEqual([long.trim()])
    await write(customer, 'long')
    const expected = 'This is a sentence of some length, one of many. '.repeat(220).trim()
    const texts = await eventually('the long answer', () => {
      const all = world.arrived(customer).filter((text) => text.startsWith('This is a sentence'))
      return all.join(' ').length >= expected.length && all
    })
    expect(texts.join(' ')).toBe(expected)
    for (const text of texts) expect(text).toMatch(/\.$/)
  })

  it('carries files both ways', async () => {
    const customer = freshPhone()
    const content = new Uint8Array([137, 80, 78, 71])
    const media = [{ mediaType: 'image/png', content }]
    // It can be had at the second try.
    world.sandbox.faults.add({ kind: 'answer', status: 503, path: '*/Media/*' })
    await world.sandbox.write({ from: customer, to: number, text: 'photo', media })
    await eventually('the file', () => world.platform.told(customer).said.length === 2)
    const [words, file] = world.platform.told(customer).said
    expect(words).toMatchObject({ type: 'text', text: 'photo' })
    if (file?.type !== 'attachment') throw new Error('no file arrived')
    expect(file).toMatchObject({ name: 'file.png', mediaType: 'image/png', bytes: 4 })
    expect(Buffer.from(await file.read())).toEqual(Buffer.from(content))
    const photo = await eventually('the photo on the phone', () =>
      world.sandbox.thread(customer).find((one) => one.direction === 'outbound-api' && one.media.length > 0),
    )
    expect(photo.media[0]?.url).toBe('https://files.example.com/p.jpg')
  })

  it('is the same for 200 customers on one number at once', async () => {
    const customers = Array.from({ length: 200 }, freshPhone)
    await Promise.all(customers.map((customer) => write(customer, `I am ${customer}`)))
    for (const customer of customers) {
      expect(await arrived(customer, 2)).toEqual(['Hello', `You said I am ${customer}`])
    }
  }, 180_000)

  it('goes on by text message when the customer leaves the web, without what was read there', async () => {
    const customer = freshPhone()
    const { sessionId } = await world.hub.startSession({ resourceId: 'web' })
    const started = await world.hub.startConversation({ resourceId: 'web', customerDestination: sessionId })
    const { conversationId } = started
    await world.hub.sendMessage(conversationId, { text: 'on the web' })
    await eventually('the answer on the web', async () => {
      const { messages } = await world.hub.getTranscript(conversationId)
      return messages.length === 3
    })
    await world.hub.moveCustomer(conversationId, { resourceId: 'sms', customerDestination: customer })
    await write(customer, 'by phone')
    expect(await arrived(customer, 1)).toEqual(['You said by phone'])
    expect((await conversationOf(customer)).conversationId).toBe(conversationId)
  })

  it('brings the last words, and starts anew with the next message', async () => {
    const customer = freshPhone()
    await write(customer, 'hi')
    const { conversationId } = await conversationOf(customer)
    await world.hub.sendMessage(conversationId, { text: 'Goodbye' }, { author: { role: 'agent' } })
    await world.hub.closeConversation(conversationId)
    await eventually('the last words', () => world.arrived(customer).includes('Goodbye'))
    await write(customer, 'again')
    await eventually('a new start', () => world.platform.starts(customer) === 2)
    await eventually('its answer', () => world.arrived(customer).includes('You said again'))
  })
})
