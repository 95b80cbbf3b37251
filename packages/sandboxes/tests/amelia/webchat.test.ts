import { expect, test } from 'vitest'
import { z } from 'zod'
import { listen, readable, say, sendInbound, types, webVisitor } from './web-visitor'
import { sandboxFor } from './with-sandbox'

const start = 'InboundStartConversationMessage'

async function chat(...[options]: Parameters<typeof sandboxFor>) {
  const sandbox = await sandboxFor(options)
  const visitor = await webVisitor(sandbox)
  const conversation = await visitor.open({ initialAttributes: { firstName: 'Greg' } })
  const client = await visitor.connect()
  const heard = await listen(client, conversation)
  return { sandbox, visitor, conversation, client, heard }
}

test('the greeting comes only after the start message, then a turn ends with Ready', async () => {
  const { sandbox, conversation, client, heard } = await chat()
  expect(sandbox.conversation(conversation.conversationId)?.transcript).toEqual([])
  sendInbound(client, conversation, start)
  await expect.poll(() => types(heard).at(-1)).toBe('OutboundAmeliaReadyMessage')
  expect(types(heard)).toEqual([
    'OutboundAckRequestMessage',
    'OutboundBmlStatusMessage',
    'OutboundTextMessage',
    'OutboundTextMessage',
    'OutboundAmeliaReadyMessage',
  ])
  sendInbound(client, conversation, 'InboundAckMessage')
  expect(heard[2]).toMatchObject({
    text: 'Hello, Greg! I am Amelia, your virtual agent.',
    headers: {
      'X-Amelia-Session-Id': conversation.sessionId,
      'X-Amelia-Message-Type': 'OutboundTextMessage',
    },
    body: { conversationId: conversation.conversationId, fromUserDisplayName: 'Amelia' },
  })
  expect(heard[2]?.body).not.toHaveProperty('attributes')

  say(client, conversation, 'Track my order')
  await expect.poll(() => readable(heard)).toContain('What is your order number?')
  expect(heard.find(({ type }) => type === 'OutboundEchoMessage')?.headers).toMatchObject({
    'X-Amelia-Self-Echo': 'true',
  })
  const sent = sandbox.requests().filter(({ method }) => method === 'STOMP SEND')
  expect(sent.map(({ headers }) => headers['x-amelia-message-type'])).toEqual([
    start,
    'InboundAckMessage',
    'InboundUserUtteranceMessage',
  ])
})

test('until 3.7.16 the fields of a type are in attributes, under their old names', async () => {
  const { conversation, client, heard } = await chat({ preset: '2019', switches: { nestedJson: 'object' } })
  sendInbound(client, conversation, start)
  say(client, conversation, 'upload')
  await expect.poll(() => types(heard)).toContain('OutboundRequestMessage')
  const form = heard.find(({ type }) => type === 'OutboundFormInputMessage')
  expect(form?.body.attributes).toMatchObject({ formInputData: { name: 'main_menu' } })
  const request = heard.find(({ type }) => type === 'OutboundRequestMessage')
  expect(request?.body.attributes).toMatchObject({
    hint_text: 'A picture or a PDF',
    resource_to_request: { maxSize: 5_242_880 },
  })
})

test.each([
  ['field-values', { day: 'tomorrow', extras: ['gift', 'door'] }],
  [
    'selection-field',
    {
      SelectionField: [
        { name: 'day', value: 'tomorrow' },
        { name: 'extras', value: 'gift' },
      ],
    },
  ],
] as const)('a form is answered in the shape %s', async (formInputAttributes, answers) => {
  const { conversation, client, heard } = await chat({ switches: { formInputAttributes } })
  sendInbound(client, conversation, start)
  say(client, conversation, 'form')
  const attributes = { formInputAttributes: answers }
  sendInbound(client, conversation, 'InboundUserUtteranceMessage', { messageText: '', attributes })
  await expect
    .poll(() => readable(heard).at(-1))
    .toMatch(/^Thank you, I have noted day: Tomorrow; extras: Gift wrap/)
})

test('after a dropped socket the queue goes on where it stopped, or what was missed is gone', async () => {
  const { sandbox, visitor, conversation, client } = await chat()
  sendInbound(client, conversation, start)
  sandbox.cutSockets()
  await expect.poll(() => client.connected).toBe(false)
  sandbox.agent(conversation.conversationId, { action: 'join', name: 'Kim' })
  expect(await (await visitor.call('GET', 'httpSession/check')).json()).toEqual({
    success: true,
    csrfToken: visitor.csrfToken,
  })
  const again = await visitor.connect()
  const kept = await listen(again, conversation)
  await expect.poll(() => types(kept)).toContain('OutboundAgentSessionChangedMessage')

  sandbox.switches.set({ missedMessages: 'lost' })
  sandbox.cutSockets()
  await expect.poll(() => again.connected).toBe(false)
  sandbox.agent(conversation.conversationId, { action: 'say', text: 'missed' })
  const heard = await listen(await visitor.connect(), conversation)
  sandbox.agent(conversation.conversationId, { action: 'say', text: 'heard' })
  await expect.poll(() => readable(heard)).toEqual(['heard'])
})

test('what is said at the moment in which a socket is cut or closed is not gone', async () => {
  const { sandbox, visitor, conversation } = await chat()
  const { conversationId } = conversation
  sandbox.agent(conversationId, { action: 'join', name: 'Kim' })
  sandbox.cutSockets()
  sandbox.agent(conversationId, { action: 'say', text: 'while it was cut' })
  const client = await visitor.connect()
  const heard = await listen(client, conversation)
  await expect.poll(() => readable(heard)).toContain('while it was cut')

  const refused = new Promise<void>((resolve) => {
    client.onStompError = () => {
      sandbox.agent(conversationId, { action: 'say', text: 'after an error' })
      resolve()
    }
  })
  client.publish({ destination: '/nowhere' })
  await refused
  const again = await listen(await visitor.connect(), conversation)
  await expect.poll(() => readable(again)).toContain('after an error')
})

test('a session that joins is told all that was said, then that the replay is over, then what follows', async () => {
  const { visitor, conversation, client, heard } = await chat()
  sendInbound(client, conversation, start)
  say(client, conversation, 'hello')
  await expect.poll(() => types(heard).filter((type) => type === 'OutboundAmeliaReadyMessage').length).toBe(2)
  expect(await (await visitor.call('GET', 'conversations/my/open')).json()).toMatchObject({
    content: [{ conversationId: conversation.conversationId, sessionMode: 'USER' }],
  })

  const { conversationId } = conversation
  const answer = await visitor.call('POST', `conversations/${conversationId}/join`, { sessionMode: 'USER' })
  const joined = z.object({ sessionId: z.string(), conversationId: z.string() }).parse(await answer.json())
  expect(joined.sessionId).not.toBe(conversation.sessionId)
  const other = await visitor.connect()
  const replayed = await listen(other, joined)
  sendInbound(other, joined, 'InboundReplayConversationMessage')
  await expect.poll(() => types(replayed).at(-1)).toBe('OutboundReplayFinishedMessage')
  expect(readable(replayed)).toEqual(readable(heard))
  const idOf = (list: typeof heard) =>
    list.find(({ text }) => text === 'hello')?.headers['X-Amelia-Message-Id']
  expect(idOf(replayed)).toBe(idOf(heard))

  say(other, joined, 'again')
  await expect.poll(() => readable(heard)).toContain('again')
  const echo = heard.find(({ text }) => text === 'again')
  expect(echo?.headers).toMatchObject({ 'X-Amelia-Self-Echo': 'false', 'X-Amelia-Source-User-Type': 'User' })
})

test('typing reaches the desk and comes from it; the close message ends the conversation', async () => {
  const { sandbox, conversation, client, heard } = await chat()
  sendInbound(client, conversation, start)
  sendInbound(client, conversation, 'InboundUserActivityMessage', { typing: true })
  await expect.poll(() => sandbox.conversation(conversation.conversationId)?.customerTyping).toBe(true)
  sandbox.agent(conversation.conversationId, { action: 'join' })
  sandbox.agent(conversation.conversationId, { action: 'typing', typing: true })
  await expect
    .poll(() => heard.at(-1)?.body)
    .toMatchObject({ messageType: 'OutboundUserActivityMessage', typing: true })

  sendInbound(client, conversation, 'InboundConversationClosedMessage', { attributes: {} })
  await expect.poll(() => types(heard).at(-1)).toBe('OutboundConversationClosedMessage')
  expect(sandbox.conversation(conversation.conversationId)?.state).toBe('ended')
})

test('attributes can be changed, first words come with the start, other types do nothing', async () => {
  const { conversation, client, heard, sandbox } = await chat()
  const customAttributes = { customerIdentifier: 'C-1' }
  sendInbound(client, conversation, 'InboundSetCustomConversationAttributesMessage', { customAttributes })
  sendInbound(client, conversation, 'InboundHologramMessage', { depth: 3 })
  sendInbound(client, conversation, start, { messageText: 'Track my order' })
  await expect.poll(() => readable(heard)).toContain('What is your order number?')
  expect(sandbox.conversation(conversation.conversationId)?.customer).toBe('C-1')
})

test('the other reading of the addresses: one queue per user', async () => {
  const sandbox = await sandboxFor({ switches: { stompAddress: 'user' } })
  const visitor = await webVisitor(sandbox)
  const conversation = await visitor.open()
  const client = await visitor.connect()
  const heard = await listen(client, conversation, '/user/queue/session')
  sendInbound(client, conversation, start, {}, '/app/send')
  await expect.poll(() => types(heard).at(-1)).toBe('OutboundAmeliaReadyMessage')
})

test('words that were asked for in confidence are marked, and the echo with them', async () => {
  const visitor = await webVisitor(await sandboxFor({ switches: { ackRequest: 'withheld' } }))
  const conversation = await visitor.open()
  const client = await visitor.connect()
  const heard = await listen(client, conversation)
  sendInbound(client, conversation, 'InboundStartConversationMessage')
  await expect.poll(() => types(heard).at(-1)).toBe('OutboundAmeliaReadyMessage')
  const answerTo = async (ask: string, marks: object) => {
    say(client, conversation, ask)
    await expect.poll(() => readable(heard).at(-1)).toMatch(/password|Between us/)
    const asked = heard.findLast(({ text }) => text === readable(heard).at(-1))?.body
    const before = heard.length
    sendInbound(client, conversation, 'InboundUserUtteranceMessage', { messageText: 'well', ...marks })
    await expect.poll(() => readable(heard).at(-1)).toMatch(/^Thank you/)
    const { secureResponse, offTheRecordResponse } = asked ?? {}
    const echo = heard.slice(before).find(({ type }) => type === 'OutboundEchoMessage')?.body
    return { asked: { secureResponse, offTheRecordResponse }, echo, thanks: readable(heard).at(-1) }
  }
  expect(await answerTo('a secret', { secure: true, offTheRecord: false })).toMatchObject({
    asked: { secureResponse: true, offTheRecordResponse: false },
    echo: { secureResponse: true },
    thanks: 'Thank you, I keep that to myself.',
  })
  expect(await answerTo('off the record', { offTheRecord: true })).toMatchObject({
    asked: { secureResponse: false, offTheRecordResponse: true },
    echo: { offTheRecordResponse: true },
    thanks: 'Thank you, I keep that to myself.',
  })
  expect((await answerTo('off the record', {})).thanks).toContain('You did not say')
})

test('a session is in the language that the customer’s side names, at the start and later', async () => {
  const visitor = await webVisitor(await sandboxFor())
  const conversation = await visitor.open({ sessionLocale: 'de-DE' })
  const client = await visitor.connect()
  const heard = await listen(client, conversation)
  sendInbound(client, conversation, 'InboundStartConversationMessage')
  await expect.poll(() => types(heard)).toContain('OutboundAmeliaReadyMessage')
  expect(heard[0]?.body).toMatchObject({ locale: 'de-DE' })
  const attributes = { direction: 'out', language: 'fr-FR' }
  sendInbound(client, conversation, 'InboundChangeSessionLanguageMessage', { attributes })
  say(client, conversation, 'hello')
  await expect.poll(() => heard.at(-1)?.body.locale).toBe('fr-FR')
})
