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

describe('what a carrier does not promise', () => {
  it('delivers a webhook twice, at the same moment and long after: no second effect', async () => {
    const customer = freshPhone()
    const { sid } = await write(customer, 'once')
    await Promise.all([world.sandbox.redeliver(sid), world.sandbox.redeliver(sid)])
    await arrived(customer, 2)
    const { conversationId } = await conversationOf(customer)
    await world.hub.closeConversation(conversationId)
    expect(await world.sandbox.redeliver(sid)).toMatchObject({ status: 200 })
    expect(world.platform.starts(customer)).toBe(1)
    expect(world.platform.texts(customer)).toEqual(['once'])
  })

  it('reports in another order, twice, and before its own answer', async () => {
    world.sandbox.switches.set({ callbacks: 'reversed', earlyCallbacks: true })
    const customer = freshPhone()
    await write(customer, 'hi')
    await arrived(customer, 2)
    const { conversationId } = await conversationOf(customer)
    const { receipts, close } = await receiptsOf(conversationId)
    await eventually(
      'both deliveries',
      () => receipts.filter((json) => json.includes('"delivered"')).length === 2,
    )
    close()
    world.sandbox.switches.set({ callbacks: 'in-order', earlyCallbacks: false })
  })

  it('reports that a message did not arrive, and why', async () => {
    world.sandbox.switches.set({ outcome: 'undelivered', errorCode: 30006 })
    const customer = freshPhone()
    await write(customer, 'hi')
    const { conversationId } = await conversationOf(customer)
    const { receipts, close } = await receiptsOf(conversationId)
    const failure = await eventually('the failure', () => receipts.find((json) => json.includes('"failed"')))
    expect(JSON.parse(failure)).toMatchObject({ status: 'failed', code: 'destination-invalid' })
    close()
    world.sandbox.switches.set({ outcome: 'delivered' })
  })

  it('fails for one customer; the others do not wait', async () => {
    const unlucky = freshPhone()
    const lucky = freshPhone()
    await write(unlucky, 'hi')
    await arrived(unlucky, 2)
    world.sandbox.faults.add({ kind: 'answer', status: 429, method: 'POST', body: { code: 20429 }, times: 2 })
    const { conversationId } = await conversationOf(unlucky)
    for (const text of ['1', '2', '3']) {
      await world.hub.sendMessage(conversationId, { text }, { author: { role: 'agent' } })
    }
    await write(lucky, 'hi')
    expect(await arrived(lucky, 2)).toHaveLength(2)
    expect((await arrived(unlucky, 5)).slice(2)).toEqual(['1', '2', '3'])
  })

  it.each<[string, 'before' | 'after', 'cut' | 'hang' | 'html']>([
    ['cuts the connection after it took a message', 'after', 'cut'],
    ['cuts the connection before', 'before', 'cut'],
    ['answers with a page after it took a message', 'after', 'html'],
  ])('%s: the message arrives once, and in order', async (_name, when, kind) => {
    const customer = freshPhone()
    await write(customer, 'hi')
    await arrived(customer, 2)
    const { conversationId } = await conversationOf(customer)
    world.sandbox.faults.add({ kind, when, method: 'POST', path: '*/Messages.json' })
    for (const text of ['same', 'same', 'other']) {
      await world.hub.sendMessage(conversationId, { text }, { author: { role: 'agent' } })
    }
    const texts = await arrived(customer, 5)
    expect(texts.slice(2)).toEqual(['same', 'same', 'other'])
  })

  it('refuses a message for good: the sender is told, and it can be tried again', async () => {
    const customer = freshPhone()
    await write(customer, 'hi')
    await arrived(customer, 2)
    const { conversationId } = await conversationOf(customer)
    world.sandbox.faults.add({ kind: 'answer', status: 400, body: { code: 21408 }, method: 'POST' })
    const { messageId } = await world.hub.sendMessage(
      conversationId,
      { text: 'Refused' },
      { author: { role: 'agent' } },
    )
    const [letter] = await eventually('the dead letter', async () => {
      const letters = await world.hub.findDeadLetters({ conversationId })
      return letters.length > 0 && letters
    })
    expect(letter).toMatchObject({ command: 'deliver', platform: 'sms', code: 'platform-misconfigured' })
    const { receipts, close } = await receiptsOf(conversationId)
    await eventually('the failure', () =>
      receipts.some((json) => json.includes(messageId) && json.includes('"failed"')),
    )
    close()
    expect(await world.hub.replayDeadLetters({ commandId: letter?.commandId ?? '' })).toBe(1)
    await eventually('the message', () => world.arrived(customer).includes('Refused'))
  })
})
