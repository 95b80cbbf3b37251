// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { json } from './fake-hub'
import { botSays, linesOf, memoryStorage, openChat, openHub, until } from './open-chat'

const both = async () => {
  const hub = await openHub()
  const texts = memoryStorage()
  // Each with a storage of its own over the same texts, as two elements of one page have.
  const open = () => openChat(hub, { storage: { ...texts } })
  return { hub, open }
}

test('two chats of one page are one: a new chat in the one is followed by the other', async () => {
  const { hub, open } = await both()
  const first = open()
  await until('it is connected', () => first.view.connection === 'connected')
  const second = open()
  await until('it is the same', () => second.view.conversationId === 'c1')
  first.startNew()
  await until('it is followed', () => second.view.conversationId === 'c2')
  await until('both are connected', () => hub.openStreams === 2)
  botSays(hub, 'Hello')
  await until('it shows in both', () => [first, second].every((chat) => linesOf(chat).length === 1))
  expect(hub.calls.filter(({ path }) => path === '/v1/sessions')).toHaveLength(2)
})

test('a chat that was refused goes on with the one that was started elsewhere, and keeps what was written', async () => {
  const { hub, open } = await both()
  let isRefused = true
  hub.answerWith(({ path }, response) => {
    if (path !== '/v1/sessions' || !isRefused) return false
    json(response, 403, { code: 'origin-not-allowed' })
    return true
  })
  const refused = open()
  const clientMessageId = refused.send('Hello?')
  await until('it is refused', () => refused.view.phase === 'unavailable')
  isRefused = false
  open()
  await until('it goes on with that', () => refused.view.conversationId === 'c1')
  expect(linesOf(refused)).toEqual(['customer: Hello?!'])
  refused.retry(clientMessageId)
  await until('it is told', () => linesOf(refused).join() === 'customer: Hello?')
})
