// @vitest-environment happy-dom
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { ChatConnection } from '../src/element/chat-connection'
import '../src/index'
import { json } from './fake-hub'
import { botSays, memoryStorage, openChat, openHub, sentTo, until } from './open-chat'
import { show, write } from './show-element'

/** Shows the page once more, and writes down each state of its log: what it holds, and whether a screen reader has to wait. */
function showAgain(hub: Parameters<typeof show>[0]): { drawn: string[]; showing: ReturnType<typeof show> } {
  const drawn: string[] = []
  const showing = show(hub)
  const element = document.querySelector('chat-web-control')
  const watching = new MutationObserver(() => {
    const log = element?.renderRoot.querySelector('.log')
    const bubbles = [...(log?.querySelectorAll('.bubble') ?? [])].map((one) => one.textContent?.trim())
    drawn.push(`${bubbles.join()} ${log?.getAttribute('aria-busy')}`)
  })
  watching.observe(element?.renderRoot ?? document, { childList: true, subtree: true, attributes: true })
  onTestFinished(() => watching.disconnect())
  return { drawn, showing }
}

beforeEach(() => {
  localStorage.clear()
})

test('says why a message can never be delivered, and offers no second try', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/messages')) return false
    json(response, 413, { code: 'message-too-large' })
    return true
  })
  write(page, 'a very long story')
  await until('it shows', () => page.all('.failure').length === 1)
  expect(page.texts('.failure-text')).toEqual(['Not delivered: too large'])
  expect(page.texts('.failure button')).toEqual(['Remove'])

  const file = { type: 'attachment', name: 'a.exe', mediaType: 'application/x-dosexec', url: '/files/1' }
  hub.tell({ type: 'message', messageId: 'f', author: { role: 'customer' }, parts: [file] })
  hub.tell({ type: 'receipt', messageId: 'f', status: 'failed', code: 'media-type-refused' })
  await until('it shows', () => page.all('.failure').length === 2)
  expect(page.texts('.failure-text')).toContain('Not delivered: this kind of file is not accepted')
})

test('shows at once that the network is gone', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.answerWith(() => hub.openStreams === 0)
  window.dispatchEvent(new Event('offline'))
  await until('it says so', () => page.texts('.banner').length === 1)
  hub.answerWith(() => false)
  window.dispatchEvent(new Event('online'))
  await until('it is connected again', () => page.texts('.banner').length === 0)
})

test('says that the hub cannot be reached while the chat is being opened', async () => {
  const hub = await openHub()
  hub.answerWith(({ path }, response) => {
    if (path !== '/v1/sessions') return false
    json(response, 503, {})
    return true
  })
  const shown = show(hub)
  const banner = () => document.querySelector('chat-web-control')?.renderRoot.querySelector('.banner')
  await until('it says so', () => Boolean(banner()))
  hub.answerWith(() => false)
  await shown
  await until('it is connected', () => !banner())
})

test('a form with nothing in it is not sent, and can be filled in after that', async () => {
  const hub = await openHub()
  const page = await show(hub)
  const field = { name: 'day', label: 'Day', input: 'text', required: false, options: [] }
  const form = { type: 'form', formId: 'f', title: 'When?', fields: [field] }
  hub.tell({ type: 'message', messageId: 'm', author: { role: 'bot' }, parts: [form] })
  await until('it shows', () => page.all('form.form').length === 1)
  const input = page.find<HTMLInputElement>('form.form input')
  const submit = () => page.find<HTMLButtonElement>('form.form button')?.click()
  submit()
  expect(input?.validationMessage).toBe('Please fill in at least one field.')
  if (input) input.value = 'Monday'
  input?.dispatchEvent(new InputEvent('input', { bubbles: true }))
  submit()
  await until('the hub heard', () => sentTo(hub).length === 1)
  expect(sentTo(hub)).toMatchObject([{ form: { formId: 'f', values: { day: 'Monday' } } }])
})

test('after a reload a screen reader hears what was not read before, and not the whole chat again', async () => {
  const hub = await openHub()
  const before = await show(hub)
  for (const text of ['one', 'two']) botSays(hub, text)
  await until('both show', () => before.texts('.bubble').length === 2)
  const seen = before.element.client?.view.items.at(-1)
  if (seen?.kind === 'message') before.element.client?.read(seen.message.messageId)
  before.element.remove()
  await until('its stream is closed', () => hub.openStreams === 0)

  const { drawn, showing } = showAgain(hub)
  await showing
  await until('it is drawn', () => drawn.includes('one,two false'))
  expect(drawn[drawn.findIndex((one) => one.startsWith('one,two'))]).toBe('one,two true')
  botSays(hub, 'three')
  await until('the next one shows', () => drawn.at(-1)?.startsWith('one,two,three') ?? false)
  expect(drawn.filter((one) => one.startsWith('one,two,three'))).not.toContain('one,two,three true')
})

test('what was said while the page was away is told by a screen reader, and nothing that was read before', async () => {
  const hub = await openHub()
  const before = await show(hub)
  botSays(hub, 'one')
  write(before, 'mine')
  await until('it is told', () => before.texts('.ticks').join() === 'Sent')
  expect(before.texts('.bubble')).toEqual(['one', 'mine'])
  before.element.client?.read('b1')
  before.element.remove()
  await until('its stream is closed', () => hub.openStreams === 0)
  botSays(hub, 'two')

  const { drawn, showing } = showAgain(hub)
  await showing
  await until('it is drawn', () => drawn.at(-1) === 'one,mine,two false')
  expect(drawn).toContain('one,mine true')
  expect(drawn).not.toContain('one,mine,two true')
})

test('a message that is being written is told by a screen reader once it is whole', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.pass({ type: 'partial', messageId: 'b1', author: { role: 'bot' }, text: 'Hel' })
  await until('it shows', () => page.texts('.bubble').join() === 'Hel')
  const written = page.find('.message')
  expect(written?.getAttribute('aria-live')).toBe('off')
  botSays(hub, 'Hello')
  await until('it is whole', () => page.texts('.bubble').join() === 'Hello')
  expect(page.find('.message')).not.toBe(written)
  expect(page.find('.message')?.hasAttribute('aria-live')).toBe(false)
})

test('speaks the language of the page, also where that is written as no browser knows it', async () => {
  document.documentElement.lang = 'de_AT'
  onTestFinished(() => document.documentElement.removeAttribute('lang'))
  const hub = await openHub()
  const element = document.createElement('chat-web-control')
  onTestFinished(() => element.remove())
  element.setAttribute('resource-id', 'web')
  element.setAttribute('server', hub.address)
  document.body.append(element)
  await until('a stream is open', () => hub.openStreams === 1)
  botSays(hub, 'Hallo')
  await until('it shows', () => element.renderRoot.querySelector('.bubble') !== null)
  expect(element.renderRoot.querySelector('.send')?.getAttribute('aria-label')).toBe('Senden')
})

test('a customer identifier that is empty names nobody; what one person has begun to write is not for the next', async () => {
  const hub = await openHub()
  const page = await show(hub, { 'customer-identifier': '' })
  const { client } = page.element
  page.element.setAttribute('customer-identifier', 'ada')
  await until('it is opened for her', () => page.element.client !== client)
  const area = page.find<HTMLTextAreaElement>('textarea')
  if (area) area.value = 'My number is'
  page.element.removeAttribute('customer-identifier')
  const sessions = () => hub.calls.filter(({ path }) => path === '/v1/sessions')
  await until('it is opened for nobody', () => sessions().length === 2)
  expect(sessions().map(({ body }) => JSON.parse(body))).toEqual([
    { resourceId: 'web' },
    { resourceId: 'web' },
  ])
  expect(page.find<HTMLTextAreaElement>('textarea')?.value).toBe('')
})

test('the same attributes again, in an object of their own, leave the chat as it is', async () => {
  const hub = await openHub()
  const page = await show(hub, { attributes: '{"product":"Basic"}' })
  const { client } = page.element
  page.element.conversationAttributes = { product: 'Basic' }
  await page.element.updateComplete
  expect(page.element.client).toBe(client)
  page.element.conversationAttributes = { product: 'Pro' }
  await until('it is opened anew', () => page.element.client !== client)
})

test('of a chat that the page is done with it is told nothing more', async () => {
  const hub = await openHub()
  const waits = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => waits.mockRestore())
  const page = await show(hub)
  hub.pass({ type: 'typing', author: { role: 'agent', name: 'Kim' }, typing: true })
  await until('it shows', () => page.find('.typing') !== null)
  const fade = waits.mock.calls.find(([, milliseconds]) => milliseconds === 15_000)?.[0]
  const opened = vi.fn()
  page.element.addEventListener('chat-opened', opened)
  localStorage.clear()
  page.element.setAttribute('customer-identifier', 'bob')
  await until('it is opened for him', () => opened.mock.calls.length === 1)
  if (typeof fade === 'function') fade()
  expect(fade).toBeTypeOf('function')
  expect(opened).toHaveBeenCalledTimes(1)
})

test('a long chat is not put together anew for each of its messages when it is read again', async () => {
  const hub = await openHub()
  const storage = memoryStorage()
  const before = openChat(hub, { storage })
  await until('a stream is open', () => hub.openStreams === 1)
  for (let n = 1; n <= 300; n += 1) botSays(hub, String(n))
  await until('all came', () => before.view.items.length === 300)
  before.read('b299')
  before.close()

  // Every item that is put into the list again is looked up.
  const { get } = WeakMap.prototype
  let lookups = 0
  WeakMap.prototype.get = function (key) {
    lookups += 1
    return get.call(this, key)
  }
  onTestFinished(() => {
    WeakMap.prototype.get = get
  })
  const host = Object.assign(document.createElement('div'), {
    addController() {},
    removeController() {},
    requestUpdate() {},
    updateComplete: Promise.resolve(true),
  })
  const connection = new ChatConnection(host)
  onTestFinished(() => connection.close())
  let told = 0
  host.addEventListener('chat-event', () => {
    told += 1
  })
  connection.open({ server: hub.address, resourceId: 'web', storage })
  await until('all came', () => told === 300)
  expect(connection.lastRead).toBe('b299')
  expect(lookups).toBeLessThan(10 * 300)
})
