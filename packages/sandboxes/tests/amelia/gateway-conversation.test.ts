import { expect, test } from 'vitest'
import { logIn, read, texts } from './gateway-caller'
import { sandboxFor } from './with-sandbox'

test('the greeting waits for the first poll, and the poll drains', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId, conversationId } = await hub.open({ initialAttributes: { firstName: 'Greg' } })
  expect(conversationId).toMatch(/^[A-Z]+-1$/)
  const messages = await hub.poll(sessionId)
  expect(read(messages)).toEqual([
    'OutboundBmlStatusMessageFromAmelia: -',
    'TextMessageFromAmelia: Hello, Greg! I am Amelia, your virtual agent.',
    'TextMessageFromAmelia: What can I do for you?',
    'AmeliaReadyMessageFromAmelia: -',
  ])
  expect(new Set(messages.map((message) => message.inResponseToMessageId)).size).toBe(1)
  expect(await hub.poll(sessionId)).toEqual([])
})

test('initialBpnVariables name the customer too; without a process only Ready comes', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const named = await hub.open({ initialBpnVariables: { name: 'Ada' } })
  expect(texts(await hub.poll(named.sessionId))[0]).toContain('Hello, Ada!')
  sandbox.switches.set({ greeting: 'none' })
  const { sessionId } = await hub.open()
  expect(read(await hub.poll(sessionId))).toEqual(['AmeliaReadyMessageFromAmelia: -'])
})

test.each([
  ['no domain', {}, 400],
  ['an unknown domain', { domain: 'nowhere' }, 404],
  ['a disabled domain', { domain: 'archive' }, 404],
  ['a nested attribute', { domain: 'support', initialAttributes: { customer: { name: 'Ada' } } }, 400],
  ['a number as attribute', { domain: 'support', initialAttributes: { age: 7 } }, 400],
  ['a webhook without address', { domain: 'support', deliveryMode: 'WEBHOOK' }, 400],
  ['an unknown delivery mode', { domain: 'support', deliveryMode: 'PIGEON' }, 400],
])('a conversation is not opened with %s', async (_case, body, status) => {
  const hub = await logIn(await sandboxFor())
  expect((await hub.call('conversations/new', body)).status).toBe(status)
})

test('webhookUrl and secret are ignored with POLLING; 201 is a switch', async () => {
  const hub = await logIn(await sandboxFor({ switches: { newStatus: 201 } }))
  const body = { domain: 'support', deliveryMode: 'POLLING', webhookUrl: 'http://127.0.0.1:9', secret: 's' }
  const response = await hub.call('conversations/new', { ...body, receiveDebugMessages: 'false' })
  expect(response.status).toBe(201)
})

test('the menu is answered by an option, the order by its number', async () => {
  const hub = await logIn(await sandboxFor())
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  const asked = await hub.ask(sessionId, 'Track my order')
  expect(read(asked)).toEqual([
    'EchoMessageFromAmelia: Track my order',
    'OutboundBmlStatusMessageFromAmelia: -',
    expect.stringContaining('OutboundDeepDmStatusMessageFromAmelia: [NOT FOR THE CUSTOMER]'),
    'TextMessageFromAmelia: What is your order number?',
    'AmeliaReadyMessageFromAmelia: -',
  ])
  expect(texts(await hub.ask(sessionId, '4711'))).toEqual([
    'Order 4711 left our warehouse this morning.',
    'It arrives tomorrow before noon.',
  ])
})

test('words sent before the first poll come back behind the greeting, in one array', async () => {
  const hub = await logIn(await sandboxFor())
  const { sessionId } = await hub.open()
  const messages = await hub.ask(sessionId, 'hello there')
  expect(read(messages)).toContain('EchoMessageFromAmelia: hello there')
  const sequences = messages.map(({ sessionSequence }) => sessionSequence)
  expect(sequences).toEqual(sequences.toSorted((one, other) => one - other))
})

test('send answers nothing or JSON; say takes the query; limits are switches', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId, conversationId } = await hub.open()
  expect(await (await hub.send(sessionId, 'hello')).text()).toBe('')
  sandbox.switches.set({ sendAnswer: 'json', inputLimit: 5 })
  expect(await (await hub.send(sessionId, 'hello')).json()).toEqual({ status: 200 })
  expect((await hub.send(sessionId, 'too long')).status).toBe(400)
  expect((await hub.call(`conversations/${sessionId}/say?messageText=hey`)).status).toBe(200)
  expect((await hub.call(`conversations/${sessionId}/say`)).status).toBe(400)
  expect((await hub.call(`conversations/${sessionId}/send`, {})).status).toBe(400)
  expect((await hub.send(conversationId, 'hi')).status).toBe(404)
  sandbox.switches.set({ pathKey: 'either' })
  expect((await hub.send(conversationId, 'hi')).status).toBe(200)
})

test("another user's session is refused", async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  const admin = await logIn(sandbox, 'admin')
  expect((await admin.call(`conversations/${sessionId}/poll`)).status).toBe(403)
})

test('a long poll brings what comes while it waits, then [] when its time is up', async () => {
  const sandbox = await sandboxFor({ switches: { longpollSeconds: 0.05 } })
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  expect(await (await hub.call(`conversations/${sessionId}/longpoll`)).json()).toEqual([])

  sandbox.switches.set({ longpollSeconds: 10 })
  const waiting = hub.call(`conversations/${sessionId}/longpoll`)
  await expect.poll(() => sandbox.requests().filter(({ path }) => path.endsWith('longpoll')).length).toBe(2)
  await hub.send(sessionId, 'hello')
  expect(JSON.stringify(await (await waiting).json())).toContain('hello')

  sandbox.switches.set({ longpoll: 'absent' })
  expect((await hub.call(`conversations/${sessionId}/longpoll`)).status).toBe(404)
})

test('a long poll whose caller has hung up takes nothing along', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  const controller = new AbortController()
  const token = sandbox.requests().at(-1)?.headers['x-amelia-rest-token'] ?? ''
  const abandoned = fetch(`${sandbox.url}/AmeliaRest/api/v1/conversations/${sessionId}/longpoll`, {
    method: 'POST',
    headers: { 'X-Amelia-Rest-Token': token },
    signal: controller.signal,
  })
  await expect.poll(() => sandbox.requests().at(-1)?.path).toContain('longpoll')
  controller.abort()
  await expect(abandoned).rejects.toThrow()
  await hub.get('conversations/domains')
  expect(read(await hub.ask(sessionId, 'still here'))).toContain('EchoMessageFromAmelia: still here')
})

test('a long poll whose caller hung up before it was let in takes nothing along', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  const token = sandbox.requests().at(-1)?.headers['x-amelia-rest-token'] ?? ''
  for (const path of ['*/longpoll', '*/domains']) {
    sandbox.faults.add({ kind: 'delay', path, milliseconds: 100 })
  }
  const controller = new AbortController()
  const abandoned = fetch(`${sandbox.url}/AmeliaRest/api/v1/conversations/${sessionId}/longpoll`, {
    method: 'POST',
    headers: { 'X-Amelia-Rest-Token': token },
    signal: controller.signal,
  })
  await expect.poll(() => sandbox.requests().at(-1)?.path).toContain('longpoll')
  controller.abort()
  await expect(abandoned).rejects.toThrow()
  // Delayed as long, and asked later: by then the long poll has been let in.
  await hub.get('conversations/domains')
  expect(read(await hub.ask(sessionId, 'still here'))).toContain('EchoMessageFromAmelia: still here')
})

test('a close may be talked into before it ends; afterwards the session is gone', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  expect((await hub.call(`conversations/${sessionId}/close`, {})).status).toBe(200)
  const last = await hub.poll(sessionId)
  expect(texts(last)).toHaveLength(2)
  expect(last.at(-1)).toMatchObject({ messageType: 'ConversationClosedMessageFromAmelia', closedBy: 'user' })
  expect((await hub.call(`conversations/${sessionId}/poll`)).status).toBe(410)
  expect((await hub.send(sessionId, 'hello?')).status).toBe(410)
  sandbox.switches.set({ goneSession: 404 })
  expect((await hub.send(sessionId, 'hello?')).status).toBe(404)
})

test('skipPreCloseSurvey ends at once, and bye ends from the customer', async () => {
  const hub = await logIn(await sandboxFor())
  const one = await hub.open()
  await hub.poll(one.sessionId)
  await hub.call(`conversations/${one.sessionId}/close`, { skipPreCloseSurvey: true })
  expect(read(await hub.poll(one.sessionId))).toEqual([
    'ConversationClosedMessageFromAmelia: The conversation has been closed.',
  ])
  const other = await hub.open()
  expect(read(await hub.ask(other.sessionId, 'bye')).at(-1)).toContain('ConversationClosedMessageFromAmelia')
})

test('an idle session ends with a message, or is just gone', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const pollable = await hub.open()
  await hub.poll(pollable.sessionId)
  sandbox.expireSession(pollable.conversationId)
  expect(await hub.poll(pollable.sessionId)).toMatchObject([{ closedBy: 'timeout' }])
  expect((await hub.call(`conversations/${pollable.sessionId}/poll`)).status).toBe(410)

  sandbox.switches.set({ closedBeforeGone: 'lost', sessionIdleSeconds: 0.01 })
  const { sessionId } = await hub.open()
  await expect.poll(async () => (await hub.call(`conversations/${sessionId}/poll`)).status).toBe(410)
})

test('input before Amelia is ready is refused where the switch says so', async () => {
  const sandbox = await sandboxFor({ pace: 60_000, switches: { inputWhileDisabled: 'refused' } })
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  expect((await hub.send(sessionId, 'hello')).status).toBe(400)
  sandbox.switches.set({ inputWhileDisabled: 'accepted' })
  expect((await hub.send(sessionId, 'hello')).status).toBe(200)
})

test('at the default pace the greeting is there after a moment', async () => {
  const sandbox = await sandboxFor({ pace: 25 })
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  const heard: string[] = []
  await expect
    .poll(async () => {
      heard.push(...read(await hub.poll(sessionId)))
      return heard.at(-1)
    })
    .toBe('AmeliaReadyMessageFromAmelia: -')
  expect(heard).toHaveLength(4)
})
