// @vitest-environment happy-dom
import { expect, onTestFinished, test, vi } from 'vitest'
import { botSays, linesOf, openChat, openHub, sentTo, until } from './open-chat'

test.each([
  'messages',
  'attachments',
])('with the network back, what hangs at /%s is said again at once under its id, and what waits behind it', async (what) => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  const hung: string[] = []
  hub.answerWith(({ path, body }) => {
    if (!path.endsWith(what) || hung.length > 0) return false
    hung.push(body)
    return true
  })
  const clientMessageId =
    what === 'messages' ? chat.send('first') : chat.attach(new File(['x'], 'a.txt', { type: 'text/plain' }))
  chat.send('second')
  await until('it hangs', () => hung.length === 1)
  // Shorter than either is waited for.
  window.dispatchEvent(new Event('online'))
  await until('both are told', () => !linesOf(chat).join().includes('…'), 4_000)
  expect(hub.events).toHaveLength(2)
  expect(linesOf(chat).at(-1)).toBe('customer: second')
  expect(hung[0]).toContain(clientMessageId)
  expect(hub.calls.filter(({ body }) => body.includes(clientMessageId))).toHaveLength(2)
})

test('looking at the page gives nothing up that is under way', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  let answer = () => {}
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/messages')) return false
    answer = () => response.writeHead(202).end('{"messageId":"m1"}')
    return true
  })
  chat.send('slow')
  await until('it is under way', () => sentTo(hub).length === 1)
  window.dispatchEvent(new Event('pageshow'))
  answer()
  await until('it is sent', () =>
    chat.view.items.some((one) => one.kind === 'pending' && one.status === 'sent'),
  )
  expect(sentTo(hub)).toHaveLength(1)
})

test('what stands in front of a hub that is being restarted ends no chat', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  botSays(hub, 'Hello')
  await until('it is shown', () => chat.view.items.length === 1)
  const refused: string[] = []
  hub.answerWith(({ path }, response) => {
    refused.push(path)
    response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found')
    return true
  })
  hub.cut()
  chat.send('Are you there?')
  await until('both were refused', () => refused.length > 1)
  hub.answerWith(() => false)
  await until('it is told', () => linesOf(chat).join() === 'bot: Hello,customer: Are you there?')
  expect(new Set(refused)).toEqual(new Set(['/v1/conversations/c1/events', '/v1/conversations/c1/messages']))
})

test('a hub that says to come back in no time at all is not asked without a pause', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  let refusals = 1
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/messages') || refusals === 0) return false
    refusals -= 1
    response.setHeader('retry-after', '0')
    response.writeHead(503).end()
    return true
  })
  const waits = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => waits.mockRestore())
  chat.send('Hello')
  await until('it is told', () => linesOf(chat).join() === 'customer: Hello')
  const { calls } = waits.mock
  expect(calls.map(([, milliseconds]) => milliseconds)).not.toContain(1)
})

test('a file is given up when it was itself too slow twice, and not for what had to be repeated before it', async () => {
  const hub = await openHub()
  hub.startsOnSession = false
  const chat = openChat(hub)
  await until('there is a session', () => chat.view.phase === 'open')
  let limit = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    limit = new AbortController()
    return limit.signal
  })
  onTestFinished(() => void vi.restoreAllMocks())
  const tooSlow = ['/v1/conversations', '/v1/conversations', '/v1/conversations/c1/attachments']
  hub.answerWith(({ path }) => {
    if (path !== tooSlow[0]) return false
    tooSlow.shift()
    limit.abort()
    return true
  })
  chat.attach(new File(['x'], 'film.mov'))
  await until('it is told', () => {
    // Nobody waits for the next try.
    window.dispatchEvent(new Event('pageshow'))
    return linesOf(chat).join() === 'customer: attachment'
  })
  expect(tooSlow).toEqual([])
})
