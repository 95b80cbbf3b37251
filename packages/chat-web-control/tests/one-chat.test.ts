// @vitest-environment happy-dom
import { expect, onTestFinished, test, vi } from 'vitest'
import { json } from './fake-hub'
import { botSays, linesOf, memoryStorage, openChat, openHub, until } from './open-chat'

const both = async () => {
  const hub = await openHub()
  const texts = memoryStorage()
  // Each with a storage of its own over the same texts, as two elements of one page have.
  const open = () => openChat(hub, { storage: { ...texts } })
  return { hub, open, texts }
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

test('a chat that a customer has gone on with is theirs: nobody sees it who comes after them', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const seen: Array<string | undefined> = []
  for (const customerIdentifier of [undefined, 'ada', undefined, 'bob', 'ada']) {
    const chat = openChat(hub, { storage, customerIdentifier })
    await until('it is open', () => chat.view.conversationId !== undefined)
    seen.push(chat.view.conversationId)
    chat.close()
  }
  expect(seen).toEqual(['c1', 'c1', 'c2', 'c2', 'c3'])
})

test('a tab of the same chat where nobody is named yet goes on when they are named in another', async () => {
  const hub = await openHub()
  const texts = memoryStorage()
  const unnamed = openChat(hub, { storage: { ...texts } })
  await until('it is open', () => unnamed.view.conversationId === 'c1')
  const ada = openChat(hub, { storage: { ...texts }, customerIdentifier: 'ada' })
  await until('it is the same', () => ada.view.conversationId === 'c1')
  ada.choose('b1', { choiceId: 'y', title: 'Yes' })
  await until('it is used in both', () => unnamed.view.answers.b1 === 'y')
})

test('a customer who is named keeps their chat when a page where nobody is named begins one', async () => {
  const hub = await openHub()
  const texts = memoryStorage()
  const ada = openChat(hub, { storage: { ...texts }, customerIdentifier: 'ada' })
  await until('it is connected', () => ada.view.connection === 'connected')
  const unnamed = openChat(hub, { storage: { ...texts } })
  await until('it is another', () => unnamed.view.connection === 'connected')
  expect([ada.view.conversationId, unnamed.view.conversationId]).toEqual(['c1', 'c2'])
})

test('what another tab has kept is sent where this one finds it in the place of its own chat', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ path, headers }, response) => {
    if (path === '/v1/sessions' || headers.authorization !== 'Bearer token-1') return false
    json(response, 401, {})
    return true
  })
  const content = { kind: 'text', text: 'Kept' }
  const unsent = { clientMessageId: 'k1', content, at: Date.now(), afterSeq: 0, progress: { step: 'unsent' } }
  const kept = { sessionId: 's2', token: 'token-2', conversationId: 'c2', outbox: [unsent] }
  storage.setItem(`conversation-hub:chat:${hub.address}:web`, JSON.stringify(kept))
  chat.send('Too late')
  await until('it is told', () => linesOf(chat).join() === 'customer: Kept')
})

/** Web Locks in place of the browser's. */
function withLocks(request: (name: string, run: () => Promise<unknown>) => Promise<unknown>): void {
  vi.stubGlobal('navigator', { locks: { request } })
  onTestFinished(() => void vi.unstubAllGlobals())
}

/** One after the other, as a browser grants them. */
function withTurns(): void {
  let turn: Promise<unknown> = Promise.resolve()
  withLocks((_name, run) => {
    turn = turn.then(run)
    return turn
  })
}

test('where the browser refuses its locks together with its storage, the chat opens all the same', async () => {
  withLocks(async () => {
    throw new DOMException('Access to the Locks API is denied in this context.', 'SecurityError')
  })
  const chat = openChat(await openHub())
  await until('it is connected', () => chat.view.connection === 'connected')
})

test('a tab that waits for the hub holds up no other, and goes on with what that one gets', async () => {
  const { hub, open } = await both()
  withTurns()
  let refusals = 1
  hub.answerWith(({ path }, response) => {
    if (path !== '/v1/sessions' || refusals === 0) return false
    refusals -= 1
    response.setHeader('retry-after', '300')
    json(response, 503, {})
    return true
  })
  const first = open()
  await until('it waits', () => first.view.connection === 'lost')
  const second = open()
  await until('the other is open', () => second.view.conversationId === 'c1')
  await until('so is it', () => first.view.conversationId === 'c1')
})

test('a page whose own server never answers holds up no other tab for ever, and goes on with what that one gets', async () => {
  const { hub, texts } = await both()
  withTurns()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const requestSession = vi.fn(() => new Promise<never>(() => {}))
  const first = openChat(hub, { storage: { ...texts }, requestSession })
  const second = openChat(hub, { storage: { ...texts } })
  await until('the page is asked', () => requestSession.mock.calls.length === 1)
  vi.advanceTimersByTime(15_000)
  await until('the other is open', () => second.view.conversationId === 'c1')
  await until('so is it', () => first.view.conversationId === 'c1')
  expect(requestSession).toHaveBeenCalledTimes(1)
})

test('a page that takes its time to get a session is not asked twice, and its late answer counts', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const hub = await openHub()
  let give = (_session: { sessionId: string; token: string; conversationId: string }) => {}
  const requestSession = vi.fn(() => new Promise<Parameters<typeof give>[0]>((resolve) => (give = resolve)))
  const chat = openChat(hub, { requestSession })
  await until('the page is asked', () => requestSession.mock.calls.length === 1)
  vi.advanceTimersByTime(15_000)
  await until('it waits', () => chat.view.connection === 'lost')
  give({ sessionId: 's1', token: 'token-1', conversationId: 'c1' })
  await until('it is open', () => chat.view.conversationId === 'c1')
  expect(requestSession).toHaveBeenCalledTimes(1)
})

test('a customer whom the page names only once the chat is being opened goes on with their own', async () => {
  withTurns()
  const hub = await openHub()
  const storage = memoryStorage()
  const before = openChat(hub, { storage, customerIdentifier: 'ada' })
  await until('it is open', () => before.view.conversationId === 'c1')
  before.close()
  let answer = () => {}
  hub.answerWith(({ path }, response) => {
    if (path !== '/v1/sessions') return false
    answer = () => json(response, 201, { sessionId: 's2', token: 'token-2', conversationId: 'c2' })
    return true
  })
  const read = vi.spyOn(Response.prototype, 'text')
  onTestFinished(() => read.mockRestore())
  const unnamed = openChat(hub, { storage })
  await until(
    'it is being opened',
    () => hub.calls.filter(({ path }) => path === '/v1/sessions').length === 2,
  )
  unnamed.close()
  const ada = openChat(hub, { storage, customerIdentifier: 'ada' })
  await until('it is open', () => ada.view.connection === 'connected')
  answer()
  await until('the answer has come', () => read.mock.results.length === 1)
  await read.mock.results[0]?.value
  await new Promise(setImmediate)
  ada.close()
  const again = openChat(hub, { storage, customerIdentifier: 'ada' })
  await until('it is open again', () => again.view.connection === 'connected')
  expect([ada.view.conversationId, again.view.conversationId]).toEqual(['c1', 'c1'])
})
