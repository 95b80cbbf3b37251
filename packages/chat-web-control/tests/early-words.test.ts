import { expect, test } from 'vitest'
import { createChatClient } from '../src/client/index'
import { type FakeHub, json } from './fake-hub'
import { linesOf, memoryStorage, openChat, openHub, sentTo, until } from './open-chat'

/** A hub that is away until it is told to be there. */
function away(hub: FakeHub): { ends(): void } {
  hub.answerWith((_call, response) => {
    json(response, 503, {})
    return true
  })
  return { ends: () => hub.answerWith(() => false) }
}

test('what is said before there is a session outlives a reload, and is sent once', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const outage = away(hub)
  const before = openChat(hub, { storage })
  const first = before.send('one')
  before.attach(new File(['x'], 'a.txt'))
  before.close()

  const reloaded = openChat(hub, { storage })
  expect(linesOf(reloaded)).toEqual(['customer: one…'])
  const second = reloaded.send('two')
  outage.ends()
  await until('both are told', () => linesOf(reloaded).join() === 'customer: one,customer: two')
  expect(sentTo(hub).map(({ clientMessageId }) => clientMessageId)).toEqual([first, second])
  reloaded.close()

  const again = openChat(hub, { storage })
  await until('both are shown', () => linesOf(again).length === 2)
  expect(sentTo(hub)).toHaveLength(2)
})

test('it is not said for another customer on the same computer, nor shown to them', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  away(hub)
  const ada = openChat(hub, { storage, customerIdentifier: 'ada' })
  ada.send('my secret')
  ada.close()
  const bob = openChat(hub, { storage, customerIdentifier: 'bob' })
  expect(linesOf(bob)).toEqual([])
  bob.close()
  expect(linesOf(openChat(hub, { storage, customerIdentifier: 'ada' }))).toEqual([])
})

test('what a visitor said before they were known is theirs', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const outage = away(hub)
  const visitor = openChat(hub, { storage })
  visitor.send('Hello')
  visitor.close()
  outage.ends()
  const ada = openChat(hub, { storage, customerIdentifier: 'ada' })
  await until('it is told', () => linesOf(ada).join() === 'customer: Hello')
})

test('what a lost conversation leaves unsent outlives a reload before there is a new session', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ path }, response) => {
    json(response, path === '/v1/sessions' ? 503 : 404, {})
    return true
  })
  chat.send('Hello?')
  await until('a new one is asked for', () => hub.calls.filter((c) => c.path === '/v1/sessions').length === 2)
  chat.close()
  hub.answerWith(() => false)
  const reloaded = openChat(hub, { storage })
  await until('it is told', () => linesOf(reloaded).join() === 'customer: Hello?')
})

test('what begins a conversation in a session that has expired meanwhile begins it in a new one', async () => {
  const hub = await openHub()
  hub.startsOnSession = false
  const chat = openChat(hub)
  await until('the session is there', () => chat.view.phase === 'open')
  hub.answerWith(({ path, headers }, response) => {
    if (path === '/v1/sessions' || headers.authorization !== 'Bearer token-1') return false
    json(response, 401, {})
    return true
  })
  chat.send('Good morning')
  await until('it is told', () => linesOf(chat).join() === 'customer: Good morning')
  expect(chat.view.conversationId).toBe('c2')
})

test.each([
  'null',
  '{}',
  '{"server":"https://chat.example.com"}',
])('a client that is made of %s says what it needs', (written) => {
  expect(() => createChatClient(JSON.parse(written))).toThrow(/^createChatClient needs .* resourceId/)
})
