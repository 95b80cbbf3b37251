import { expect, onTestFinished, test, vi } from 'vitest'
import { openEventStream } from '../src/client/event-stream'
import type { ConversationEvent } from '../src/client/index'
import { frame } from './fake-hub'
import { botSays, linesOf, memoryStorage, openChat, openHub, until } from './open-chat'

test('every event comes once and in order over cut connections', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  const seqs: Array<number | undefined> = []
  chat.onEvent(({ seq }) => seqs.push(seq))
  for (let round = 0; round < 5; round += 1) {
    await until('a stream is open', () => hub.openStreams === 1)
    botSays(hub, `before ${round}`)
    hub.cut()
    botSays(hub, `away ${round}`)
  }
  await until('all came', () => seqs.length === 10)
  expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const streams = hub.calls.filter(({ path }) => path.endsWith('/events'))
  expect(streams[0]?.headers['last-event-id']).toBeUndefined()
  expect(streams.at(-1)?.headers['last-event-id']).toMatch(/^[89]$/)
})

test('repeats are dropped, and a gap is asked for again', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  botSays(hub, 'one')
  await until('one came', () => chat.view.items.length === 1)
  for (const event of hub.events) hub.write(frame(event))
  hub.write(frame({ type: 'message', seq: 3, messageId: 'b3', author: { role: 'bot' }, parts: [] }))
  await until(
    'the client asked again',
    () => hub.calls.filter(({ path }) => path.endsWith('/events')).length === 2,
  )
  expect(hub.calls.at(-1)?.headers['last-event-id']).toBe('1')
  await until('a stream is open', () => hub.openStreams === 1)
  botSays(hub, 'two')
  await until('two came', () => chat.view.items.length === 2)
  expect(linesOf(chat)).toEqual(['bot: one', 'bot: two'])
})

test('where the hub was put back to a backup, its conversation is shown anew, and goes on', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  for (const text of ['one', 'two', 'three']) botSays(hub, text)
  await until('all came', () => chat.view.items.length === 3)
  hub.restore(1)
  await until('the newer ones are gone', () => chat.view.items.length === 1)
  botSays(hub, 'other two')
  await until('it goes on', () => chat.view.items.length === 2)
  expect(linesOf(chat)).toEqual(['bot: one', 'bot: other two'])
  hub.cut()
  await until('a stream is open', () => hub.openStreams === 1)
  expect(hub.calls.at(-1)?.headers['last-event-id']).toBe('2')
})

test('events of a later hub are counted and passed by', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  hub.tell({ type: 'applause', strength: 9 })
  hub.write('id: 2\nevent: message\ndata: {not json\n\n')
  hub.write('event: typing\ndata: null\n\n')
  hub.tell({ type: 'ignored' })
  botSays(hub, 'Hello')
  await until('the message came', () => chat.view.items.length === 1)
  hub.cut()
  await until('it is connected again', () => hub.openStreams === 1)
  expect(hub.calls.at(-1)?.headers['last-event-id']).toBe('3')
})

test('a stream that falls silent is opened anew', async () => {
  const hub = await openHub()
  const connected = vi.fn()
  const events: ConversationEvent[] = []
  const stream = openEventStream({
    address: `${hub.address}/v1/conversations/c1/events`,
    token: 't',
    onEvent: (event) => events.push(event),
    onToldAnew: () => {},
    onConnected: connected,
    onLost: () => {},
    isOver: () => false,
    silence: 60,
  })
  // A busy machine may take longer to open one than the silence lasts.
  await until('it was open again', () => /true,(false,)+true/.test(connected.mock.calls.join()))
  stream.close()
  await until('it is closed', () => hub.openStreams === 0)
  expect(hub.calls[0]?.headers.authorization).toBe('Bearer t')
})

test('with the network back, a connection that hangs is given up and the next one opened at once', async () => {
  const hub = await openHub()
  let asked = 0
  hub.answerWith((_call, response) => {
    asked += 1
    if (asked < 3) response.destroy()
    return asked <= 3
  })
  const waits = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => waits.mockRestore())
  const stream = openEventStream({
    address: `${hub.address}/v1/conversations/c1/events`,
    token: 't',
    onEvent: () => {},
    onToldAnew: () => {},
    onConnected: () => {},
    onLost: () => {},
    isOver: () => false,
  })
  onTestFinished(stream.close)
  await until('one hangs', () => asked === 3)
  waits.mockClear()
  stream.reopen()
  await until('it is open', () => hub.openStreams === 1)
  expect(waits.mock.calls.map(([, milliseconds]) => milliseconds)).toContain(0)
})

test('after the end nothing is opened again', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  await until('it is connected', () => chat.view.connection === 'connected')
  expect(await chat.end()).toBe(true)
  await until('it has ended', () => chat.view.phase === 'ended')
  expect(chat.view.endReason).toBe('customer-ended')
  hub.cut()
  await until('the connection is known to be gone', () => chat.view.connection === 'lost')

  const again = openChat(hub, { storage })
  await until('the end is shown after a reload', () => again.view.phase === 'ended')
  expect(hub.calls.filter(({ path }) => path.endsWith('/events'))).toHaveLength(2)
})

test('what is not kept shows while it lasts: typing and a message being written', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  const author = { role: 'bot', name: 'Nora' }
  hub.pass({ type: 'typing', author, typing: true })
  await until('typing shows', () => chat.view.typing.length === 1)
  hub.pass({ type: 'partial', messageId: 'b1', author, text: 'Hel' })
  await until('the part shows', () => linesOf(chat).join() === 'bot: Hel…')
  expect(chat.view.typing).toEqual([])
  const key = chat.view.items[0]?.key
  botSays(hub, 'Hello')
  await until('the whole shows', () => linesOf(chat).join() === 'bot: Hello')
  expect(chat.view.items[0]?.key).toBe(key)
})

test('a read receipt is given once per message', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  for (const messageId of ['b1', 'b1', 'b2', 'b2']) chat.read(messageId)
  const receipts = () => hub.calls.filter(({ path }) => path.endsWith('/receipts'))
  await until('the hub heard', () => receipts().length === 2)
  expect(receipts().map(({ body }) => JSON.parse(body))).toEqual([
    { messageId: 'b1', status: 'read' },
    { messageId: 'b2', status: 'read' },
  ])
})

test('a choice that was used on another device is used here, too, also after a reload', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  await until('a stream is open', () => hub.openStreams === 1)
  const choices = [{ choiceId: 'red', title: 'Red' }]
  hub.tell({
    type: 'message',
    messageId: 'b1',
    author: { role: 'bot' },
    parts: [{ type: 'choices', choices }],
  })
  await until('it is asked', () => chat.view.items.length === 1)
  expect(chat.view.answers).toEqual({})
  const said = { messageId: 'm1', author: { role: 'customer' }, parts: [{ type: 'text', text: 'Red' }] }
  hub.tell({ type: 'message', ...said })
  await until('it is answered', () => chat.view.items.length === 2)
  expect(chat.view.answers).toEqual({ b1: 'red' })

  chat.close()
  const again = openChat(hub, { storage })
  await until('all is shown after a reload', () => again.view.items.length === 2)
  expect(again.view.answers).toEqual({ b1: 'red' })
})

test('a hub that stops says when to come back, so that not everybody does so at once', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('a stream is open', () => hub.openStreams === 1)
  const waits = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => waits.mockRestore())
  hub.write('retry: 1000\n\n')
  botSays(hub, 'one')
  await until('it is shown', () => chat.view.items.length === 1)
  hub.write('retry: 77\n\n')
  botSays(hub, 'two')
  await until('it is shown', () => chat.view.items.length === 2)
  hub.cut()
  await until('it is back', () => hub.openStreams === 1)
  expect(waits.mock.calls.map(([, milliseconds]) => milliseconds)).toContain(77)
})
