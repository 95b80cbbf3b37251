// @vitest-environment happy-dom
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import '../src/index'
import { json } from './fake-hub'
import { botSays, openHub, sentTo, until } from './open-chat'
import { show, write } from './show-element'

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
  await showing
  await until('it is drawn', () => drawn.includes('one,two false'))
  expect(drawn[drawn.findIndex((one) => one.startsWith('one,two'))]).toBe('one,two true')
  botSays(hub, 'three')
  await until('the next one shows', () => drawn.at(-1)?.startsWith('one,two,three') ?? false)
  expect(drawn.filter((one) => one.startsWith('one,two,three'))).not.toContain('one,two,three true')
})
