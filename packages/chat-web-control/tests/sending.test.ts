import { expect, onTestFinished, test, vi } from 'vitest'
import { json } from './fake-hub'
import { botSays, linesOf, memoryStorage, openChat, openHub, sentTo, until } from './open-chat'

test('a message shows at once, and becomes the hub’s message in its place', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  const keys = new Set<string | undefined>()
  chat.onChange(() => keys.add(chat.view.items.at(-1)?.key))

  const clientMessageId = chat.send('Hello')
  expect(linesOf(chat)).toEqual(['customer: Hello…'])
  await until('the hub told it', () => linesOf(chat).includes('customer: Hello'))

  expect(linesOf(chat)).toEqual(['customer: Hello'])
  expect(sentTo(hub)).toEqual([{ text: 'Hello', clientMessageId }])
  expect([...keys].filter((key) => key !== undefined)).toEqual([clientMessageId])
})

test('a message whose answer is lost is repeated under the same id and shown once all along', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  let most = 0
  chat.onChange(() => {
    most = Math.max(most, chat.view.items.length)
  })
  hub.repliesToLose = 2
  chat.send('Only once')

  await until('the hub was asked three times', () => sentTo(hub).length === 3)
  await until('it is settled', () => linesOf(chat).join() === 'customer: Only once')
  expect(new Set(sentTo(hub).map((one) => one.clientMessageId)).size).toBe(1)
  expect(hub.events).toHaveLength(1)
  expect(most).toBe(1)
})

test('order is kept while the first of three has to be repeated', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  let refusals = 2
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/messages') || refusals === 0) return false
    refusals -= 1
    response.setHeader('retry-after', '0')
    json(response, refusals === 1 ? 503 : 429, {})
    return true
  })
  for (const text of ['one', 'two', 'three']) chat.send(text)

  await until('all are told', () => hub.events.length === 3)
  expect(sentTo(hub).map(({ text }) => text)).toEqual(['one', 'one', 'one', 'two', 'three'])
  await until('all are shown', () => !linesOf(chat).join().includes('…'))
  expect(linesOf(chat)).toEqual(['customer: one', 'customer: two', 'customer: three'])
})

test('a reload in the middle neither loses nor doubles', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const before = openChat(hub, { storage })
  await until('it is connected', () => before.view.connection === 'connected')
  hub.repliesToLose = 1
  before.send('first')
  before.send('second')
  await until('the first arrived', () => hub.events.length === 1)
  before.close()

  const after = openChat(hub, { storage })
  await until('both are told', () => hub.events.length === 2)
  await until('both are shown', () => !linesOf(after).join().includes('…'))
  expect(linesOf(after)).toEqual(['customer: first', 'customer: second'])
  expect(hub.calls.filter(({ path }) => path === '/v1/sessions')).toHaveLength(1)
  const [first, repeat, second] = sentTo(hub)
  expect(repeat).toEqual(first)
  expect(second?.text).toBe('second')
})

test('what the hub refuses is shown where it was written, and does not hold back what follows', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ path, body }, response) => {
    if (!path.endsWith('/messages') || !body.includes('too long')) return false
    json(response, 422, { code: 'message-too-large' })
    return true
  })
  const refused = chat.send('too long')
  chat.send('short')
  await until('the second is told', () => linesOf(chat).includes('customer: short'))
  botSays(hub, 'Understood')
  await until('the bot answered', () => chat.view.items.length === 3)
  expect(linesOf(chat)).toEqual(['customer: too long!', 'customer: short', 'bot: Understood'])

  hub.answerWith(() => false)
  chat.retry(refused)
  await until('it is told', () => linesOf(chat).includes('customer: too long'))
  expect(
    new Set(
      sentTo(hub)
        .filter(({ text }) => text === 'too long')
        .map((one) => one.clientMessageId),
    ).size,
  ).toBe(1)
})

test('a message that was refused can be taken away, and stays away', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/messages')) return false
    json(response, 422, {})
    return true
  })
  const clientMessageId = chat.send('no')
  await until('it is refused', () => linesOf(chat).includes('customer: no!'))
  chat.remove(clientMessageId)
  expect(linesOf(chat)).toEqual([])
  expect(linesOf(openChat(hub, { storage }))).toEqual([])
})

test('a quick reply and a form go out as such, and are used up, also after a reload', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  await until('it is connected', () => chat.view.connection === 'connected')
  const form = {
    type: 'form',
    formId: 'f1',
    fields: [{ name: 'colour', label: 'Colour', input: 'text', required: true, options: [] }],
  } as const
  chat.choose('b1', { choiceId: 'yes', title: 'Yes' })
  chat.submitForm('b2', form, { colour: 'blue' })
  await until('both are told', () => hub.events.length === 2)

  expect(sentTo(hub)).toMatchObject([
    { choiceId: 'yes' },
    { form: { formId: 'f1', values: { colour: 'blue' } } },
  ])
  const reloaded = openChat(hub, { storage })
  await until('it is open', () => reloaded.view.phase === 'open')
  expect(reloaded.view.answers).toEqual({ b1: 'yes', b2: 'f1' })
})

test('a file is sent once, also when the answer is lost', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.repliesToLose = 1
  const clientMessageId = chat.attach(new File(['twelve bytes'], 'note.txt', { type: 'text/plain' }))
  expect(linesOf(chat)).toEqual(['customer: file…'])
  const sent = () => hub.calls.filter(({ path }) => path.endsWith('/attachments'))
  await until('it was repeated', () => sent().length === 2)
  await until('it is told', () => linesOf(chat).join() === 'customer: attachment')
  for (const { body } of sent()) {
    expect(body).toContain(clientMessageId)
    expect(body).toContain('twelve bytes')
  }
  expect(hub.events).toHaveLength(1)
})

test('a file that the hub keeps is opened by a link, one of somebody else as it is', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ method, path, headers }, response) => {
    if (method !== 'GET' || path !== '/v1/conversations/c1/files/f1/link') return false
    expect(headers.authorization).toBe('Bearer token-1')
    json(response, 200, { url: '/v1/conversations/c1/files/f1?signature=x' })
    return true
  })
  expect(await chat.fileAddress('/v1/conversations/c1/files/f1')).toBe(
    `${hub.address}/v1/conversations/c1/files/f1?signature=x`,
  )
  expect(await chat.fileAddress('https://cdn.example/a.png')).toBe('https://cdn.example/a.png')
  expect(await chat.fileAddress('javascript:alert(1)')).toBeUndefined()
})

test('what was told before the end is not called undelivered after a reload, though its answer was lost', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.repliesToLose = 1
  chat.send('Bye')
  await until('it is told', () => linesOf(chat).includes('customer: Bye'))
  hub.tell({ type: 'state', state: 'ended', reason: 'bot-ended' })
  await until('it has ended', () => chat.view.phase === 'ended')
  chat.close()

  const again = openChat(hub, { storage })
  await until('the end is shown', () => again.view.phase === 'ended')
  expect(linesOf(again)).toEqual(['customer: Bye'])
})

test('what the hub took before the computer slept for an hour is shown as said, and once', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const chat = openChat(hub, { storage })
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ path }) => path.endsWith('/events'))
  hub.cut()
  hub.repliesToLose = 1
  chat.send('Hello')
  await until('the hub has it', () => hub.events.length === 1)
  chat.close()

  const later = Date.now() + 60 * 60_000
  const clock = vi.spyOn(Date, 'now').mockReturnValue(later)
  onTestFinished(() => clock.mockRestore())
  let release = () => {}
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/events')) return false
    release = () => response.destroy()
    return true
  })
  const awake = openChat(hub, { storage })
  await until('it was given up', () => linesOf(awake).includes('customer: Hello!'))
  clock.mockRestore()
  hub.answerWith(() => false)
  release()
  await until('it is told', () => linesOf(awake).includes('customer: Hello'))
  expect(linesOf(awake)).toEqual(['customer: Hello'])
})

test('what is said in the moment of the end is not delivered, and does not wait for ever', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.tell({ type: 'state', state: 'ended', reason: 'bot-ended' })
  await until('it has ended', () => chat.view.phase === 'ended')
  const clientMessageId = chat.send('One more thing')
  expect(linesOf(chat)).toEqual(['customer: One more thing!'])
  chat.retry(clientMessageId)
  expect(linesOf(chat)).toEqual(['customer: One more thing!'])
  expect(sentTo(hub)).toEqual([])
})

test('a storage that is full keeps nobody from chatting', async () => {
  const hub = await openHub()
  const setItem = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  const chat = openChat(hub, { storage: { ...memoryStorage(), setItem } })
  chat.send('Hello')
  await until('it is told', () => linesOf(chat).join() === 'customer: Hello')
})
