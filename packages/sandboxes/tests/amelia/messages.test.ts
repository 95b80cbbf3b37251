import { expect, test } from 'vitest'
import { logIn, read, texts } from './gateway-caller'
import { sandboxFor } from './with-sandbox'

async function openedWith(...[options]: Parameters<typeof sandboxFor>) {
  const sandbox = await sandboxFor(options)
  const hub = await logIn(sandbox)
  const { sessionId, conversationId } = await hub.open()
  await hub.poll(sessionId)
  return { sandbox, hub, sessionId, conversationId }
}

test('a message has every field of the reference, headers as texts, time in seconds and milliseconds', async () => {
  const hub = await logIn(await sandboxFor())
  const { sessionId, conversationId } = await hub.open()
  const text = (await hub.poll(sessionId))[1]
  const milliseconds = Math.round((text?.timestamp ?? 0) * 1000)
  expect(text).toEqual({
    messageId: expect.any(String),
    contextId: expect.any(String),
    headers: {
      'X-Amelia-Conversation-Id': conversationId,
      'X-Amelia-Session-Id': sessionId,
      'X-Amelia-Message-Id': text?.messageId,
      'X-Amelia-Message-Type': 'OutboundTextMessage',
      'X-Amelia-Session-Sequence': '2',
      'X-Amelia-Session-Mode': 'USER',
      'X-Amelia-Source-User-Type': 'Amelia',
      'X-Amelia-Self-Echo': 'false',
      'X-Amelia-Input-Enabled': 'false',
      'X-Amelia-Debug-Message': 'false',
      'X-Amelia-Clock-Skew': '0',
      'X-Amelia-Timestamp': String(milliseconds),
    },
    messageText: 'Hello! I am Amelia, your virtual agent.',
    inResponseToMessageId: expect.any(String),
    fromUserDisplayName: 'Amelia',
    secureResponse: false,
    offTheRecordResponse: false,
    messageType: 'TextMessageFromAmelia',
    ameliaMessageType: 'OutboundTextMessage',
    sessionId,
    conversationId,
    sessionSequence: 2,
    clockSkew: 0,
    sourceUserType: 'Amelia',
    selfEcho: false,
    inputEnabled: false,
    timestamp: milliseconds / 1000,
    hintText: null,
    emoticon: 'SIMPLE_SMILE',
    responsePoolContext: { identifier: { groupCode: 'default', poolCode: 'greeting' } },
    speechMessageText: 'Hello! I am Amelia, your virtual agent.',
  })
})

test('sequence numbers have gaps and status messages late timestamps, unless switched off', async () => {
  const { sandbox, hub, sessionId } = await openedWith()
  const turn = await hub.ask(sessionId, 'hello')
  const steps = turn.slice(1).map((message, at) => message.sessionSequence - (turn[at]?.sessionSequence ?? 0))
  expect(Math.min(...steps)).toBeGreaterThan(0)
  expect(Math.max(...steps)).toBeGreaterThan(1)
  const status = turn.find(({ messageType }) => messageType.includes('Bml'))
  const text = turn.find(({ messageType }) => messageType === 'TextMessageFromAmelia')
  expect(status?.timestamp).toBeGreaterThan(text?.timestamp ?? 0)

  sandbox.switches.set({ sequence: 'dense', timestamps: 'monotonic' })
  const next = await hub.ask(sessionId, 'hello')
  expect(next.map(({ sessionSequence }) => sessionSequence)).toEqual(
    next.map((_message, at) => (next[0]?.sessionSequence ?? 0) + at),
  )
})

test('debug messages come where they were asked for', async () => {
  const hub = await logIn(await sandboxFor())
  const { sessionId } = await hub.open({ receiveDebugMessages: true })
  const debug = (await hub.poll(sessionId)).filter(
    ({ headers }) => headers['X-Amelia-Debug-Message'] === 'true',
  )
  expect(read(debug)).toEqual(['OutboundParseStatusMessageFromAmelia: -'])
})

test('both spellings of the type, with and without the canonical one', async () => {
  const { sandbox, hub, sessionId } = await openedWith()
  sandbox.switches.set({ messageType: 'Outbound', ameliaMessageType: 'absent' })
  const [echo] = await hub.ask(sessionId, 'hello')
  expect(echo).toMatchObject({ messageType: 'OutboundEchoMessage', selfEcho: true, sourceUserType: 'User' })
  expect(echo).not.toHaveProperty('ameliaMessageType')
  sandbox.switches.set({ userEcho: 'withheld' })
  expect(read(await hub.ask(sessionId, 'hello')).join()).not.toContain('EchoMessage')
})

test.each([
  ['html', 'TextMessageFromAmelia', { messageText: expect.stringContaining('<ul><li>') }],
  ['card', 'CardMessageFromAmelia', { card: expect.stringContaining('AdaptiveCard') }],
  [
    'integration',
    'IntegrationMessageFromAmelia',
    { integrationMessageData: expect.stringContaining('payload') },
  ],
  ['file', 'PresentMessageFromAmelia', { resourceToPresent: { filename: 'receipt.txt', byteCount: 33 } }],
  ['upload', 'RequestMessageFromAmelia', { resourceToRequest: { maxSize: 5_242_880 }, cancellable: true }],
  ['secret', 'TextMessageFromAmelia', { secureResponse: true, offTheRecordResponse: false }],
  ['word off the record', 'TextMessageFromAmelia', { secureResponse: false, offTheRecordResponse: true }],
  [
    'carousel',
    'IntegrationMessageFromAmelia',
    { integrationMessageData: expect.stringContaining('"componentType":"carousel"') },
  ],
  ['unknown', 'HologramMessageFromAmelia', { messageText: 'of a type to come' }],
  ['error', 'SystemErrorMessageFromAmelia', { messageText: expect.any(String) }],
])('the word "%s" shows a %s', async (word, messageType, fields) => {
  const { hub, sessionId } = await openedWith()
  const shown = (await hub.ask(sessionId, `show me a ${word}`)).filter(
    (message) => message.messageType === messageType,
  )
  expect(shown).toMatchObject([fields])
})

test('a form is its own message or a text, its JSON plain, encoded or doubly encoded', async () => {
  const { sandbox, hub, sessionId } = await openedWith()
  const form = { name: 'delivery', allowedUserInputs: 'FORM_ONLY' }
  sandbox.switches.set({ nestedJson: 'object', optionLabel: 'label' })
  const asText = (await hub.ask(sessionId, 'form')).find((message) => message.formInputData)
  expect(asText).toMatchObject({ messageType: 'TextMessageFromAmelia', formInputData: form })
  expect(asText).toHaveProperty('formInputData.fields.0.options.0.label', 'Today')

  sandbox.switches.set({ forms: 'form-message', nestedJson: 'doubly-encoded', optionLabel: 'name' })
  const asForm = (await hub.ask(sessionId, 'form')).find((message) => message.formInputData)
  expect(asForm?.messageType).toBe('FormInputMessageFromAmelia')
  const decoded: unknown = JSON.parse(JSON.parse(String(asForm?.formInputData)))
  expect(decoded).toMatchObject(form)
  expect(decoded).toHaveProperty('fields.0.options.0.name', 'Today')

  expect(texts(await hub.ask(sessionId, 'Tomorrow'))).toEqual(['Thank you, I have noted day: Tomorrow.'])
})

test('a stream is chunks and then the whole text', async () => {
  const { sandbox, hub, sessionId } = await openedWith()
  const streamed = await hub.ask(sessionId, 'stream')
  const chunks = texts(streamed, 'StreamingTextMessageFromAmelia')
  expect(chunks.length).toBeGreaterThan(3)
  expect(texts(streamed)).toEqual([chunks.join('')])

  sandbox.switches.set({ streamText: 'speechMessageText', streamEnd: 'flush' })
  const spoken = await hub.ask(sessionId, 'stream')
  expect(texts(spoken)).toEqual([])
  const flush = spoken.find(
    ({ messageType }) => messageType === 'FlushBufferedStreamingTextMessageFromAmelia',
  )
  expect(flush).toMatchObject({ messageText: null, speechMessageText: chunks.join('') })
})

test('the 2019 release has the old fields', async () => {
  const { hub, sessionId } = await openedWith({ preset: '2019' })
  const text = (await hub.ask(sessionId, 'hello')).find(
    ({ messageType }) => messageType === 'TextMessageFromAmelia',
  )
  expect(text).toHaveProperty('responsePool', null)
  for (const newer of ['contextId', 'speechMessageText', 'offTheRecordResponse', 'responsePoolContext']) {
    expect(text).not.toHaveProperty(newer)
  }
})

test('a chunk may repeat the text so far', async () => {
  const { hub, sessionId } = await openedWith({ switches: { streamChunks: 'text-so-far' } })
  const streamed = await hub.ask(sessionId, 'stream')
  const chunks = texts(streamed, 'StreamingTextMessageFromAmelia')
  expect(chunks.at(-1)).toBe(texts(streamed)[0])
  expect(chunks[1]?.startsWith(chunks[0] ?? '-')).toBe(true)
})

test('a card message names its card as the switch says', async () => {
  const { sandbox, hub, sessionId } = await openedWith({ switches: { cardField: 'cardData' } })
  const card = async () =>
    (await hub.ask(sessionId, 'card')).find(({ messageType }) => messageType === 'CardMessageFromAmelia')
  expect(await card()).toMatchObject({ cardData: expect.stringContaining('AdaptiveCard') })
  sandbox.switches.set({ cardField: 'messageText' })
  expect(await card()).toMatchObject({ messageText: expect.stringContaining('AdaptiveCard') })
})

test('the message that closes a conversation names who did it, or does not', async () => {
  const { sandbox, hub, sessionId } = await openedWith({ switches: { closedBy: 'absent' } })
  const bye = await hub.ask(sessionId, 'bye')
  expect(bye.at(-1)?.messageType).toBe('ConversationClosedMessageFromAmelia')
  expect(bye.at(-1)).not.toHaveProperty('closedBy')
  sandbox.switches.set({ closedBy: 'present' })
  const again = await hub.open()
  await hub.poll(again.sessionId)
  expect((await hub.ask(again.sessionId, 'bye')).at(-1)).toHaveProperty('closedBy', 'amelia')
})
