import { ConversationError } from '@conversation-hub/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEYS_AT_HAND } from '../src/conversations/seen-keys'
import type { Hub } from '../src/hub'
import { databases, type TestDatabase } from './support/databases'
import { eventually } from './support/eventually'
import { createFakePlatform } from './support/fake-platform'
import { begin, hear, openHub } from './support/hub'

describe.each(databases)('relaying on the $kind database', ({ open }) => {
  const typed: boolean[] = []
  /** How often the platform had heard of it before, by the session that it was told with. */
  const heardBefore: unknown[] = []
  let letOthersType = () => {}
  const platform = createFakePlatform({
    async typing({ typing }, session) {
      typed.push(typing)
      heardBefore.push(session.heard)
      if (typed.length === 1) await new Promise<void>((resolve) => (letOthersType = resolve))
      return { session: { ...session, heard: typed.length } }
    },
  })
  let database: TestDatabase
  let hub: Hub
  beforeAll(async () => {
    database = await open()
    hub = await openHub(database.settings, platform)
  })
  afterAll(async () => {
    await hub.close()
    await database.remove()
  })

  it('carries a conversation from its start to its end, numbered without a gap', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').includes('Hello'))
    const { messageId } = await hub.sendMessage(id, { text: 'hi' })
    await eventually('the answer', () => heard.texts('bot').includes('You said hi'))
    await eventually('the receipt', () => heard.receipts(messageId).includes('sent'))
    await hub.closeConversation(id, 'customer-ended')
    await eventually('the end of the events', () => heard.ended() === 'ended')
    expect(heard.kept().map(({ seq }) => seq)).toEqual(heard.kept().map((_, index) => index + 1))
    expect(heard.events.at(-1)).toMatchObject({ type: 'state', state: 'ended', reason: 'customer-ended' })
    expect(await hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'customer-ended' })
    const at = platform.told.find(({ text }) => text === 'hi')?.at
    expect(platform.told.filter((one) => one.at === at).map(({ type }) => type)).toEqual([
      'start',
      'send',
      'end',
    ])
  })

  it('keeps the order of messages both ways, in many conversations at once', async () => {
    const numbers = Array.from({ length: 20 }, (_, n) => String(n))
    const ids = await Promise.all(Array.from({ length: 12 }, () => begin(hub)))
    await Promise.all(
      ids.map(async (id) => {
        const heard = await hear(hub, id)
        // Not awaited one by one: the order of the calls is the order of the messages.
        await Promise.all(numbers.map((text) => hub.sendMessage(id, { text })))
        const answers = numbers.map((text) => `You said ${text}`)
        await eventually('all answers', () => heard.texts('bot').length === answers.length + 1)
        expect(heard.texts('bot').slice(1)).toEqual(answers)
        expect(heard.texts('customer')).toEqual(numbers)
        expect(platform.textsOf(id)).toEqual(numbers)
      }),
    )
  })

  it('tells a platform that hangs over it once that the customer types, and then the last of it', async () => {
    typed.length = 0
    const id = await begin(hub)
    await eventually('the start', () => platform.commandOf(id))
    await eventually('the first of it', async () => {
      await hub.setTyping(id, true)
      return typed.length > 0
    })
    for (const typing of [false, true, true, false]) await hub.setTyping(id, typing)
    await hub.sendMessage(id, { text: 'typed' })
    await eventually('the message', () => platform.textsOf(id).includes('typed'))
    expect(typed).toEqual([true])
    letOthersType()
    await eventually('the last of it', () => typed.length > 1)
    expect(typed).toEqual([true, false])
    // It goes on with the session that it was answered with.
    expect(heardBefore).toEqual([undefined, 1])
  })

  async function beginWithAnOffer() {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').includes('Hello'))
    const offer = { type: 'choices' as const, choices: [{ choiceId: 'billing', title: 'Billing' }] }
    platform.say(id, { type: 'message', id: 'offer', author: { role: 'bot' }, parts: [offer] })
    await eventually('the offer', () => JSON.stringify(heard.events).includes('billing'))
    return { id, heard }
  }

  it('keeps the order also where one has to be looked up or kept first, and the next has not', async () => {
    const { id, heard } = await beginWithAnOffer()
    const file = { name: 'a.png', mediaType: 'image/png', content: new Uint8Array([1]), text: 'the bill' }
    const unknown = hub.sendMessage(id, { choiceId: 'nobody offered it' })
    const long = hub.sendFile(id, { ...file, text: 'x'.repeat(32_001) })
    const tooLong = expect(long).rejects.toMatchObject({ code: 'message-too-large' })
    const said = [
      hub.sendMessage(id, { choiceId: 'billing' }),
      hub.sendMessage(id, { text: 'and more' }),
      hub.sendFile(id, file),
      hub.sendMessage(id, { text: 'that is all' }),
      hub.closeConversation(id),
    ]
    await expect(unknown).rejects.toMatchObject({ code: 'choice-unknown' })
    await tooLong
    await Promise.all(said)
    await eventually('the end', () => heard.ended())
    expect(heard.texts('customer')).toEqual(['Billing', 'and more', 'the bill', 'that is all'])
  })

  it('answers an answer that is repeated after much else was said like the first time', async () => {
    const { id, heard } = await beginWithAnOffer()
    const answer = { choiceId: 'billing', clientMessageId: 'the answer' }
    const first = await hub.sendMessage(id, answer)
    const notices = Array.from({ length: 201 }, (_, n) => ({ text: `notice ${n}` }))
    const author = { role: 'system' as const }
    await Promise.all(notices.map((notice) => hub.sendMessage(id, notice, { author })))
    expect(await hub.sendMessage(id, answer)).toEqual(first)
    const other = { ...answer, clientMessageId: 'another' }
    await expect(hub.sendMessage(id, other)).rejects.toMatchObject({ code: 'choice-unknown' })
    expect(heard.texts('customer')).toEqual(['Billing'])
  })

  it('takes the same clientMessageId as one message, also after the end', async () => {
    const id = await begin(hub)
    const twice = await Promise.all(
      [1, 2].map(() => hub.sendMessage(id, { text: 'once', clientMessageId: 'a' })),
    )
    expect(twice[0]).toEqual(twice[1])
    await eventually('the message', () => platform.textsOf(id).length > 0)
    await hub.closeConversation(id)
    expect(await hub.sendMessage(id, { text: 'once', clientMessageId: 'a' })).toEqual(twice[0])
    await expect(hub.sendMessage(id, { text: 'late' })).rejects.toMatchObject({ code: 'conversation-ended' })
    expect(platform.textsOf(id)).toEqual(['once'])
    expect(
      (await hub.getTranscript(id)).messages.filter(({ author }) => author.role === 'customer'),
    ).toHaveLength(1)
  })

  it('knows a clientMessageId of a long conversation after its end, too', async () => {
    const id = await begin(hub)
    const first = await hub.sendMessage(id, { text: 'once', clientMessageId: 'a' })
    const author = { role: 'system' as const }
    const since = Array.from({ length: KEYS_AT_HAND + 1 }, (_, n) => ({
      text: `${n}`,
      clientMessageId: `${n}`,
    }))
    await Promise.all(since.map((message) => hub.sendMessage(id, message, { author })))
    await hub.closeConversation(id)
    expect(await hub.sendMessage(id, { text: 'once', clientMessageId: 'a' })).toEqual(first)
  })

  it('shows what a platform tells twice once', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    const event = {
      type: 'message' as const,
      id: 'one',
      author: { role: 'agent' as const, name: 'Kim' },
      parts: [{ type: 'text' as const, text: 'I am Kim' }],
    }
    platform.say(id, event)
    platform.say(id, event)
    platform.cutStreams(new ConversationError('platform-unreachable', 'cut'))
    platform.say(id, { ...event, parts: [{ type: 'text', text: 'changed' }] })
    platform.say(id, { ...event, id: 'two', parts: [{ type: 'text', text: 'Bye' }] })
    await eventually('the last word', () => heard.texts('agent').includes('Bye'))
    expect(heard.texts('agent')).toEqual(['I am Kim', 'Bye'])
  })

  it('passes typing on to listeners without keeping it', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    platform.say(id, { type: 'typing', author: { role: 'bot' }, typing: true })
    const typing = await eventually('typing', () => heard.events.find(({ type }) => type === 'typing'))
    expect(typing).not.toHaveProperty('seq')
  })

  it('shows what the app says to the customer only', async () => {
    const id = await begin(hub)
    await hub.sendMessage(id, { text: 'We record this chat.' }, { author: { role: 'system' } })
    await hub.sendMessage(id, { text: 'fine' })
    await eventually('the customer’s message', () => platform.textsOf(id).length > 0)
    expect(platform.textsOf(id)).toEqual(['fine'])
  })

  it('delivers what was said before the customer closed', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    const said = hub.sendMessage(id, { text: 'last words' })
    await Promise.all([said, hub.closeConversation(id, 'customer-ended')])
    await eventually('the end of the events', () => heard.ended())
    expect(platform.textsOf(id)).toEqual(['last words'])
    expect(heard.receipts((await said).messageId)).toEqual(['sent'])
  })

  it('hears nothing from a platform after the end', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    platform.say(id, { type: 'ended', id: 'end', reason: 'bot-ended' })
    await eventually('the end', () => heard.ended())
    expect(await hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'bot-ended' })
  })

  it('ends where its stream is told that it has ended, and nothing more', async () => {
    const id = await begin(hub)
    const heard = await hear(hub, id)
    await eventually('the greeting', () => heard.texts('bot').length === 1)
    platform.cutStreams(new ConversationError('conversation-ended', 'It is over.'))
    await eventually('the end', () => heard.ended())
    expect(await hub.getConversation(id)).toMatchObject({ state: 'ended', endReason: 'platform-error' })
  })
})
