import { expect, onTestFinished, test, vi } from 'vitest'
import { json } from './fake-hub'
import { botSays, linesOf, memoryStorage, openChat, openHub, sentTo, until } from './open-chat'

const sessions = '/v1/sessions'

test('starts a session with what the page says about the customer', async () => {
  const hub = await openHub()
  const chat = openChat(hub, { customerIdentifier: 'ada', attributes: { product: 'Basic' } })
  await until('it is connected', () => chat.view.connection === 'connected')
  expect(chat.view).toMatchObject({ phase: 'open', conversationId: 'c1' })
  const [start, events] = hub.calls
  expect(JSON.parse(start?.body ?? '')).toEqual({
    resourceId: 'web',
    customerIdentifier: 'ada',
    attributes: { product: 'Basic' },
  })
  expect(events).toMatchObject({
    path: '/v1/conversations/c1/events',
    headers: { authorization: 'Bearer token-1' },
  })
})

test('waits quietly where the resource starts nothing by itself; the first message starts it', async () => {
  const hub = await openHub()
  hub.startsOnSession = false
  const claims = { customerIdentifier: 'ada', attributes: { product: 'Basic' } }
  const chat = openChat(hub, claims)
  await until('the session is there', () => chat.view.phase === 'open')
  expect(chat.view.connection).toBe('quiet')
  chat.typed()
  expect(hub.calls).toHaveLength(1)

  chat.send('Hello')
  await until('it is told', () => linesOf(chat).join() === 'customer: Hello')
  const start = hub.calls.find(({ path }) => path === '/v1/conversations')
  expect(JSON.parse(start?.body ?? '')).toEqual({ resourceId: 'web', customerDestination: 's1', ...claims })
  expect(start?.headers.authorization).toBe('Bearer token-1')
})

test('says nothing of who it is where the page’s own server, which knows, gave the session', async () => {
  const hub = await openHub()
  const requestSession = async () => ({ sessionId: 'own', token: 'own-token' })
  const chat = openChat(hub, { requestSession, customerIdentifier: 'ada', attributes: { product: 'Basic' } })
  chat.send('Hello')
  const start = () => hub.calls.find(({ path }) => path === '/v1/conversations')
  await until('it is started', () => start() !== undefined)
  expect(JSON.parse(start()?.body ?? '')).toEqual({
    resourceId: 'web',
    customerDestination: 'own',
    attributes: { product: 'Basic' },
  })
})

test('what is said before the session is there is sent when it is', async () => {
  const hub = await openHub()
  let failures = 1
  hub.answerWith(({ path }, response) => {
    if (path !== sessions || failures === 0) return false
    failures -= 1
    json(response, 503, {})
    return true
  })
  const chat = openChat(hub)
  chat.send('Early')
  await until('it is told', () => linesOf(chat).join() === 'customer: Early')
})

test('asks again for the same session where only the answer was lost, and for another one in a new chat', async () => {
  const hub = await openHub()
  let losses = 1
  hub.answerWith(({ path }, response) => {
    if (path !== sessions || losses === 0) return false
    losses -= 1
    response.destroy()
    return true
  })
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  chat.startNew()
  const keys = () =>
    hub.calls.flatMap(({ path, headers }) => (path === sessions ? [headers['idempotency-key']] : []))
  await until('the new chat asks', () => keys().length === 3)
  const [first, again, other] = keys()
  expect(first).toMatch(/^[\da-f-]{36}$/)
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

test('a reload goes on with the same conversation from the first event', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const before = openChat(hub, { storage })
  await until('a stream is open', () => hub.openStreams === 1)
  botSays(hub, 'Hello')
  await until('it is shown', () => before.view.items.length === 1)
  before.close()
  const after = openChat(hub, { storage })
  await until('it is shown again', () => after.view.items.length === 1)
  expect(hub.calls.filter(({ path }) => path === sessions)).toHaveLength(1)
})

test('a chat of another customer is not gone on with; one begun without a name is', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const anonymous = openChat(hub, { storage })
  await until('the first is open', () => anonymous.view.conversationId === 'c1')
  anonymous.close()
  const ada = openChat(hub, { storage, customerIdentifier: 'ada' })
  await until('the second is open', () => ada.view.conversationId === 'c1')
  ada.startNew()
  await until('the third is open', () => ada.view.conversationId === 'c2')
  ada.close()
  const bob = openChat(hub, { storage, customerIdentifier: 'bob' })
  await until('the fourth is open', () => bob.view.conversationId === 'c3')
})

test('a session that expired under the customer’s eyes is said to have; a new one is theirs to start', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  botSays(hub, 'Hello')
  await until('it is shown', () => chat.view.items.length === 1)
  hub.answerWith(({ path, headers }, response) => {
    if (path === sessions || headers.authorization !== 'Bearer token-1') return false
    json(response, 401, {})
    return true
  })
  chat.send('Are you there?')
  await until('it has expired', () => chat.view.phase === 'expired')
  expect(linesOf(chat)).toEqual(['bot: Hello', 'customer: Are you there?!'])

  chat.startNew()
  await until('a new one is open', () => chat.view.connection === 'connected')
  expect(chat.view).toMatchObject({ phase: 'open', conversationId: 'c2', items: [] })
})

test('a kept session that has expired before anything is shown is replaced without a word', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const before = openChat(hub, { storage })
  await until('it is open', () => before.view.connection === 'connected')
  before.close()
  hub.answerWith(({ headers }, response) => {
    if (headers.authorization !== 'Bearer token-1') return false
    json(response, 401, {})
    return true
  })
  const after = openChat(hub, { storage })
  await until('a new one is open', () => after.view.conversationId === 'c2')
})

test('a conversation the hub no longer knows is started anew, with what was not yet sent', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ path }, response) => {
    if (!path.startsWith('/v1/conversations/c1/')) return false
    json(response, 404, { code: 'conversation-not-found' })
    return true
  })
  chat.send('Hello?')
  await until('it is told in the new one', () => linesOf(chat).join() === 'customer: Hello?')
  expect(chat.view.conversationId).toBe('c2')
  expect(new Set(sentTo(hub).map((one) => one.clientMessageId)).size).toBe(1)
})

test('a hub that never knows its own conversations is not asked for ever', async () => {
  const hub = await openHub()
  hub.answerWith(({ path }, response) => {
    if (path === sessions) return false
    json(response, 404, {})
    return true
  })
  const chat = openChat(hub)
  await until('it is unavailable', () => chat.view.phase === 'unavailable')
  expect(hub.calls.filter(({ path }) => path === sessions)).toHaveLength(2)
})

test('a refused session is said to be so, and can be tried again', async () => {
  const hub = await openHub()
  hub.answerWith((_call, response) => {
    json(response, 403, { code: 'origin-not-allowed' })
    return true
  })
  const chat = openChat(hub)
  await until('it is unavailable', () => chat.view.phase === 'unavailable')
  expect(hub.calls).toHaveLength(1)
  hub.answerWith(() => false)
  chat.startNew()
  await until('it is open', () => chat.view.phase === 'open')
})

test('a conversation that is gone while the customer reads it stays to be read', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  botSays(hub, 'Hello')
  await until('it is shown', () => chat.view.items.length === 1)
  hub.answerWith((_call, response) => {
    json(response, 404, {})
    return true
  })
  hub.cut()
  await until('it is over', () => chat.view.phase === 'expired')
  expect(linesOf(chat)).toEqual(['bot: Hello'])
})

test('a session can come from the page’s own server, which is asked again when it fails', async () => {
  const hub = await openHub()
  let failures = 1
  const chat = openChat(hub, {
    requestSession: async () => {
      failures -= 1
      if (failures >= 0) throw new Error('not now')
      return { sessionId: 'own', token: 'own-token', conversationId: 'c9' }
    },
  })
  await until('it is connected', () => chat.view.connection === 'connected')
  expect(hub.calls).toMatchObject([
    { path: '/v1/conversations/c9/events', headers: { authorization: 'Bearer own-token' } },
  ])
})

test('a page that is left while its conversation is being started follows nothing, and says what was to be said', async () => {
  const hub = await openHub()
  hub.startsOnSession = false
  const chat = openChat(hub)
  await until('the session is there', () => chat.view.phase === 'open')
  let answer = () => {}
  hub.answerWith(({ path }, response) => {
    if (path !== '/v1/conversations') return false
    answer = () => json(response, 201, { conversationId: 'c1' })
    return true
  })
  chat.send('Hello')
  await until('it is being started', () => hub.calls.some(({ path }) => path === '/v1/conversations'))
  chat.close()
  const asked = vi.spyOn(globalThis, 'fetch')
  onTestFinished(() => asked.mockRestore())
  answer()
  await until('it is said', () => sentTo(hub).length === 1)
  expect(asked.mock.calls.map(([address]) => address)).toEqual([
    `${hub.address}/v1/conversations/c1/messages`,
  ])
})
