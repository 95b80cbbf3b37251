import { expect, onTestFinished, test, vi } from 'vitest'
import { linesOf, openChat, openHub, until } from './open-chat'

test('a file that the hub would refuse for its size is not sent at all, and holds up nothing', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  chat.attach(new File([new Uint8Array(25 * 1_024 * 1_024 + 1)], 'film.mov'))
  chat.send('Did you get it?')
  await until('the words are told', () => linesOf(chat).includes('customer: Did you get it?'))
  expect(chat.view.items[0]).toMatchObject({ status: 'refused', code: 'message-too-large' })
  expect(hub.calls.filter(({ path }) => path.endsWith('/attachments'))).toEqual([])
})

test('a file that does not come through in its time, twice, is not delivered, and the words behind it are', async () => {
  const limit = AbortSignal.timeout.bind(AbortSignal)
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((given) => limit(given === 120_000 ? 20 : given))
  onTestFinished(() => void vi.restoreAllMocks())
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ path }) => path.endsWith('/attachments'))
  const file = chat.attach(new File(['x'], 'film.mov'))
  chat.send('Did you get it?')
  await until('the words are told', () => linesOf(chat).includes('customer: Did you get it?'))
  expect(linesOf(chat)).toContain('customer: file!')
  expect(hub.calls.filter(({ path }) => path.endsWith('/attachments'))).toHaveLength(2)

  hub.answerWith(() => false)
  chat.retry(file)
  await until('it is told', () => linesOf(chat).includes('customer: attachment'))
})

test('a new chat does not wait for what hangs in the one before', async () => {
  const hub = await openHub()
  const chat = openChat(hub)
  await until('it is connected', () => chat.view.connection === 'connected')
  hub.answerWith(({ path }) => path.endsWith('/attachments'))
  chat.attach(new File(['x'], 'film.mov'))
  await until('it hangs', () => hub.calls.some(({ path }) => path.endsWith('/attachments')))
  chat.startNew()
  chat.send('Hello')
  await until('it is told', () => linesOf(chat).join() === 'customer: Hello')
})
