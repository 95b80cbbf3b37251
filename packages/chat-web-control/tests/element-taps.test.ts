// @vitest-environment happy-dom
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import '../src/index'
import { json } from './fake-hub'
import { openHub, sentTo, until } from './open-chat'
import { show, write } from './show-element'

beforeEach(() => {
  localStorage.clear()
})

const choices = [
  { choiceId: 'y', title: 'Yes' },
  { choiceId: 'n', title: 'No' },
]

function says(...parts: unknown[]) {
  return { type: 'message', messageId: crypto.randomUUID(), author: { role: 'bot' }, parts }
}

test('quick replies and forms that are tapped twice, faster than a page draws, are answered once', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.tell(says({ type: 'choices', choices }))
  hub.tell(says({ type: 'form', formId: 'f', fields: [{ name: 'a', label: 'A', input: 'text' }] }))
  await until('they show', () => page.all('.choice').length === 2 && page.find('.form input') !== null)
  const [yes, no] = page.all('.choice')
  for (const tapped of [yes, yes, no]) tapped?.click()
  const input = page.find<HTMLInputElement>('.form input')
  if (input) input.value = 'x'
  const submit = page.find('.form button')
  for (const tapped of [submit, submit]) tapped?.click()
  page.element.client?.send('Done')
  await until('the hub heard the last', () => sentTo(hub).at(-1)?.text === 'Done')
  expect(sentTo(hub)).toMatchObject([{ choiceId: 'y' }, { form: { formId: 'f' } }, { text: 'Done' }])
})

test('what the platform failed to take is said again once', async () => {
  const hub = await openHub()
  const page = await show(hub)
  write(page, 'Hello')
  await until('it is sent', () => page.texts('.ticks').join() === 'Sent')
  hub.tell({ type: 'receipt', messageId: 'm1', status: 'failed', code: 'platform-refused' })
  hub.tell(says({ type: 'text', text: 'Sorry' }))
  await until('it failed', () => page.find('.failure button') !== null)
  const again = page.find('.failure button')
  for (const tapped of [again, again]) tapped?.click()
  await until('it is told again', () => page.texts('.ticks').join() === 'Sent')
  expect(sentTo(hub)).toHaveLength(2)
  expect(page.all('.failure')).toHaveLength(1)
  expect(page.all('.failure button')).toEqual([])
})

test('a new chat does not ask whether to end, because the one before was asked when it ended', async () => {
  const hub = await openHub()
  const page = await show(hub)
  await until('it can be ended', () => page.find('.end') !== null)
  page.find('.end')?.click()
  await until('it asks', () => page.find('.question') !== null)
  hub.tell({ type: 'state', state: 'ended', reason: 'agent-ended' })
  await until('it has ended', () => page.find('.closing') !== null)
  page.find('.start-new')?.click()
  await until('a new one can be ended', () => page.find('.end') !== null)
  expect(page.find('.question')).toBeNull()
})

test('Enter that picks a character of an input method sends nothing, in Safari neither', async () => {
  const hub = await openHub()
  const page = await show(hub)
  const area = page.find<HTMLTextAreaElement>('textarea')
  if (!area) throw new Error('There is no composer.')
  area.value = 'に'
  const enter = { key: 'Enter', bubbles: true, cancelable: true }
  area.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }))
  area.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }))
  expect(area.value).toBe('に')
  area.dispatchEvent(new KeyboardEvent('keydown', enter))
  await until('it is sent', () => sentTo(hub).length === 1)
})

test('a name that begins with an emoji has it whole for a picture', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.tell({ ...says({ type: 'text', text: 'Hi' }), author: { role: 'agent', name: '😀 Sam' } })
  await until('it shows', () => page.texts('.avatar').join() === '😀')
})

test('a picture whose link the hub could not give is asked for again with the next drawing', async () => {
  const hub = await openHub()
  let asked = 0
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/link')) return false
    asked += 1
    json(response, asked === 1 ? 503 : 200, { url: '/a.png?signature=x' })
    return true
  })
  const page = await show(hub)
  const url = '/v1/conversations/c1/files/f1'
  hub.tell(says({ type: 'attachment', name: 'a.png', mediaType: 'image/png', url }))
  await until('it was asked for', () => asked === 1)
  await until('it shows', () => {
    page.element.words = {} // Draws everything anew.
    return page.find('img.preview') !== null
  })
})

test('a picture that is scrolled to after its link has expired is loaded by a new one, and tried once', async () => {
  const hub = await openHub()
  let asked = 0
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/link')) return false
    asked += 1
    json(response, 200, { url: `/a.png?signature=${asked}` })
    return true
  })
  const page = await show(hub)
  const url = '/v1/conversations/c1/files/f1'
  hub.tell(says({ type: 'attachment', name: 'a.png', mediaType: 'image/png', url }))
  const picture = () => page.find<HTMLImageElement>('img.preview')
  await until('it shows', () => picture()?.src.endsWith('signature=1') === true)
  picture()?.dispatchEvent(new Event('error'))
  await until('it has a new link', () => picture()?.src.endsWith('signature=2') === true)
  picture()?.dispatchEvent(new Event('error'))
  await page.element.client?.fileAddress(url)
  expect([asked, picture()?.src.at(-1)]).toEqual([3, '2'])
})

test('a file that the hub cannot give now leaves the page where it is, and says so', async () => {
  const hub = await openHub()
  const url = '/v1/conversations/c1/files/f1'
  let status = 429
  hub.answerWith(({ method, path }, response) => {
    if (path.endsWith('/link')) json(response, 200, { url: `${url}?signature=x` })
    else if (method === 'HEAD') response.writeHead(status).end()
    else return false
    return true
  })
  const opened = vi.spyOn(location, 'assign').mockImplementation(() => {})
  onTestFinished(() => opened.mockRestore())
  const page = await show(hub)
  hub.tell(says({ type: 'attachment', name: 'a.pdf', mediaType: 'application/pdf', url }))
  await until('it shows', () => page.find('a.attachment') !== null)
  const file = page.find('a.attachment')
  for (const tapped of [file, file]) tapped?.click()
  const problem = page.find('a.attachment [role=status]')
  await until('it says so', () => problem?.textContent?.startsWith('The file could not be opened') === true)
  expect(opened).not.toHaveBeenCalled()
  expect(hub.calls.filter(({ method }) => method === 'HEAD')).toHaveLength(1)
  status = 200
  file?.click()
  await until('it is opened', () => opened.mock.calls.length === 1)
  expect(opened).toHaveBeenCalledWith(`${hub.address}${url}?signature=x`)
  expect(problem?.textContent).toBe('')
})

test('what one was writing when the chat ended is there to be said in the next', async () => {
  const hub = await openHub()
  const page = await show(hub)
  const area = () => page.find<HTMLTextAreaElement>('textarea')
  const written = area()
  if (written) written.value = 'One more thing:'
  written?.dispatchEvent(new InputEvent('input', { bubbles: true }))
  hub.tell({ type: 'state', state: 'ended', reason: 'agent-ended' })
  await until('it has ended', () => page.find('.closing') !== null)
  page.find('.start-new')?.click()
  await until('a new one is open', () => area() !== null)
  expect(area()?.value).toBe('One more thing:')
  await until('it can be sent', () => page.find<HTMLButtonElement>('.send')?.disabled === false)
  write(page, 'Thanks')
  await until('it is sent', () => sentTo(hub).length === 1)
  await page.element.updateComplete
  expect(area()?.value).toBe('')
})
