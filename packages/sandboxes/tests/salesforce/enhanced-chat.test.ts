import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { kinds, messages, opened, said } from './conversation-view'
import { customer, guestToken } from './customer'
import { sandbox } from './start'

const PERSON = 'Talk to a person'

describe('a conversation', () => {
  it('is greeted by the bot, by name, without a word from the customer', async () => {
    const client = await customer(await sandbox())
    const stream = await client.stream()
    const created = await client.create(randomUUID(), {
      routingAttributes: { _firstName: 'Ada' },
      language: 'en_US',
    })
    expect([created.status, await created.text()]).toEqual([201, ''])
    await stream.until((events) => kinds(events).includes('TYPING_STOPPED_INDICATOR'))
    expect(kinds(stream.events)).toEqual([
      'ROUTING_RESULT',
      'SESSION_STATUS_CHANGED',
      'SESSION_STATUS_CHANGED',
      'ROUTING_WORK_RESULT',
      'PARTICIPANT_CHANGED',
      'TYPING_STARTED_INDICATOR',
      'MESSAGE',
      'TYPING_STOPPED_INDICATOR',
    ])
    expect(said(stream.events)[0]).toMatch(/^Chatbot: Hello Ada!/)
  })

  it('acknowledges a message although a person speaks before it has', async () => {
    const running = await sandbox({ pace: 200, switches: { autoAgent: false } })
    const client = await customer(running)
    const conversationId = randomUUID()
    await client.create(conversationId)
    running.agent(conversationId, { action: 'join' })
    await client.say(conversationId, 'Hello?')
    running.agent(conversationId, { action: 'say', text: 'Hi' })
    const acknowledged = async () =>
      (await client.entries(conversationId))
        .map(({ entryType }: { entryType: string }) => entryType)
        .filter((entryType: string) => entryType.endsWith('Acknowledgement'))
    await expect
      .poll(acknowledged, { timeout: 30_000 })
      .toEqual(['ReadAcknowledgement', 'DeliveryAcknowledgement'])
  })

  it('echoes a message under its own id, acknowledges it and answers it', async () => {
    const client = await customer(await sandbox())
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    const id = randomUUID()
    const sent = await client.say(conversationId, 'Where is my order?', { id })
    expect(sent.status).toBe(202)
    expect(await sent.json()).toEqual({ conversationEntries: [{ id, clientTimestamp: expect.any(Number) }] })
    await stream.until((events) => said(events).some((line) => line.includes('arrives tomorrow')))
    expect(messages(stream.events).map(({ identifier }) => identifier)).toContain(id)
    const receipts = opened(stream.events).filter(({ type }) => type.endsWith('ACKNOWLEDGEMENT'))
    expect(receipts.map(({ type, relatedRecords }) => [type, relatedRecords])).toEqual([
      ['DELIVERY_ACKNOWLEDGEMENT', [id]],
      ['READ_ACKNOWLEDGEMENT', [id]],
    ])
  })

  it('offers choices, takes one as the answer, queues, and is taken over by the scripted agent', async () => {
    const client = await customer(await sandbox())
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    await client.say(conversationId, 'Hm')
    await stream.until((events) =>
      messages(events).some((message) => message.payload.abstractMessage.choices),
    )
    const offer = messages(stream.events).find((message) => message.payload.abstractMessage.choices)
    const choose = (optionIdentifier: string) =>
      client.call('POST', `/conversation/${conversationId}/message`, {
        message: {
          id: randomUUID(),
          messageType: 'ChoicesResponseMessage',
          inReplyToMessageId: offer?.identifier,
          choicesResponse: { formatType: 'Selections', selectedOptions: [{ optionIdentifier }] },
        },
        esDeveloperName: 'Conversation_Hub_Web',
      })
    expect((await choose('Talk to a person')).status, 'what an option is called').toBe(400)
    expect((await choose('talk-to-person')).status).toBe(202)
    await stream.until((events) => said(events).some((line) => line.startsWith('Agent: Hi, this is Sam')))
    const after = opened(stream.events)
    expect(
      after.filter(({ type }) => type === 'QUEUE_POSITION').map(({ payload }) => payload.position),
    ).toEqual([2, 1])
    const changes = after
      .filter(({ type }) => type === 'PARTICIPANT_CHANGED')
      .map(({ payload }) => payload.entries[0])
    expect(changes.map(({ operation, participant }) => `${operation} ${participant.role}`)).toEqual([
      'add Chatbot',
      'remove Chatbot',
      'add Agent',
    ])
    const status = await client.call('GET', `/conversation/${conversationId}`)
    expect(await status.json()).toEqual({ conversationId, routingStatus: 'ROUTED' })

    await client.say(conversationId, 'bye')
    await stream.until((events) => kinds(events).at(-1) === 'SESSION_STATUS_CHANGED')
    const end = opened(stream.events).at(-1)?.payload
    expect(end).toMatchObject({
      sessionStatus: 'Ended',
      sessionStatusPrev: 'Active',
      sessionEndedByRole: 'Agent',
    })
  })

  it('waits for a person when there is no scripted agent, who joins, types, speaks, leaves and ends', async () => {
    const started = await sandbox({ switches: { autoAgent: false } })
    const client = await customer(started)
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    await client.say(conversationId, PERSON)
    await stream.until(() => started.conversation(conversationId)?.state === 'waiting')
    expect(() => started.agent(conversationId, { action: 'say', text: 'too early' })).toThrow('Join')

    started.agent(conversationId, { action: 'join', name: 'Grace' })
    started.agent(conversationId, { action: 'typing' })
    started.agent(conversationId, { action: 'say', text: 'Grace here.' })
    await stream.until((events) => said(events).includes('Agent: Grace here.'))
    expect(messages(stream.events).at(-1)?.senderDisplayName).toBe('Grace')

    started.agent(conversationId, { action: 'leave' })
    const left = await client.call('GET', `/conversation/${conversationId}`)
    expect(await left.json()).toMatchObject({ routingStatus: 'TRANSFER' })
    started.agent(conversationId, { action: 'join' })
    started.agent(conversationId, { action: 'end' })
    const ended = await client.call('GET', `/conversation/${conversationId}`)
    expect(await ended.json()).toMatchObject({ routingStatus: 'NEEDS_ROUTING' })
    expect((await client.say(conversationId, 'Hello?')).status).toBe(417)
  })

  it('goes on in a new session after 417, with the same message id and routing attributes', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    await stream.until((events) => kinds(events).includes('TYPING_STOPPED_INDICATOR'))
    started.expireSession(conversationId)
    const id = randomUUID()
    expect((await client.say(conversationId, 'Still there?', { id })).status).toBe(417)
    const again = { id, isNewMessagingSession: true, routingAttributes: {}, language: 'en_US' }
    expect((await client.say(conversationId, 'Still there?', again)).status).toBe(202)
    await stream.until((events) => said(events).includes('Chatbot: You said: Still there?'))
  })

  it('leaves a new session without routing attributes and language unanswered', async () => {
    const started = await sandbox()
    const client = await customer(started)
    const conversationId = randomUUID()
    await client.create(conversationId)
    await client.end(conversationId)
    await client.say(conversationId, 'Anybody?', { isNewMessagingSession: true })
    const transcript = started.conversation(conversationId)?.transcript.map(({ text }) => text)
    expect(transcript?.at(-1)).toBe('Anybody?')
  })

  it('ends its session and closes; closing twice is refused', async () => {
    const client = await customer(await sandbox())
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    expect((await client.end(conversationId)).status).toBe(204)
    expect((await client.end(conversationId, '')).status).toBe(204)
    expect((await client.end(conversationId, '')).status).toBe(404)
    await stream.until((events) => kinds(events).includes('CLOSE_CONVERSATION'))
    const list = await client.call('GET', '/conversation/list?inclClosedConvs=true')
    expect(await list.json()).toMatchObject({ openConversationsFound: 0, closedConversationsFound: 1 })
    expect((await client.say(conversationId, 'Hello?')).status).toBe(404)
  })
})

describe('special words', () => {
  it.each([
    ['form', 'FormMessage'],
    ['menu', 'ChoicesMessage'],
    ['quick', 'ChoicesMessage'],
    ['list', 'ChoicesMessage'],
    ['carousel', 'ChoicesMessage'],
    ['link', 'StaticContentMessage'],
    ['file', 'StaticContentMessage'],
  ])('"%s" brings a %s', async (word, messageType) => {
    const client = await customer(await sandbox())
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    await client.say(conversationId, word)
    await stream.until((events) => messages(events).length === 3)
    expect(messages(stream.events).at(-1)?.payload.abstractMessage.messageType).toBe(messageType)
  })

  it('"stream" brings tokens, then the whole message under the id they named', async () => {
    const client = await customer(await sandbox())
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    await client.say(conversationId, 'stream')
    await stream.until((events) => messages(events).length === 3)
    const tokens = opened(stream.events).filter(({ type }) => type === 'STREAMING_TOKEN')
    const final = messages(stream.events).at(-1)
    expect(tokens.map(({ payload }) => payload.streamingToken.token.text).join('')).toBe(
      final?.payload.abstractMessage.staticContent.text,
    )
    expect(new Set(tokens.map(({ payload }) => payload.streamingToken.targetMessageIdentifier))).toEqual(
      new Set([final?.identifier]),
    )
  })

  it('an offered file can be fetched', async () => {
    const client = await customer(await sandbox())
    const stream = await client.stream()
    const conversationId = randomUUID()
    await client.create(conversationId)
    await client.say(conversationId, 'file')
    await stream.until((events) => messages(events).length === 3)
    const { url } = messages(stream.events)[2]?.payload.abstractMessage.staticContent.attachments[0] ?? {}
    expect(await (await fetch(url)).text()).toContain('Order 1042')
  })
})

it('greets at its ordinary pace, too', async () => {
  const started = await sandbox({ pace: 15 })
  expect((await guestToken(started.url)).lastEventId).toMatch(/^\d+$/)
  const client = await customer(started)
  const stream = await client.stream()
  await client.create()
  await stream.until((events) => messages(events).length === 1, 'the greeting')
})
