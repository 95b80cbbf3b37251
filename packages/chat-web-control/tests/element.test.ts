// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import '../src/index'
import { openHub, sentTo, until } from './open-chat'
import { show, write } from './show-element'

beforeEach(() => {
  localStorage.clear()
})

function says(role: string, ...parts: unknown[]) {
  return { type: 'message', messageId: crypto.randomUUID(), author: { role, name: 'Nora' }, parts }
}

const yesOrNo = {
  type: 'choices',
  text: 'Sure?',
  choices: [
    { choiceId: 'y', title: 'Yes' },
    { choiceId: 'n', title: 'No' },
  ],
}

test('shows who says what, and sends what is written', async () => {
  const hub = await openHub()
  const page = await show(hub, { heading: 'Help', 'message-placeholder': 'Ask us' })
  hub.tell({ type: 'participant', change: 'joined', author: { role: 'agent', name: 'Sam' } })
  hub.tell(
    says('bot', { type: 'text', text: 'See https://example.com/a.' }, { type: 'later', text: 'And more' }),
  )
  await until('it shows', () => page.texts('.bubble').length === 2)

  expect(page.texts('.heading')).toEqual(['Help'])
  expect(page.find<HTMLTextAreaElement>('textarea')?.placeholder).toBe('Ask us')
  expect(page.texts('.notice')).toEqual(['Sam joined'])
  expect(page.texts('.author')).toEqual(['Nora Assistant'])
  expect(page.find<HTMLAnchorElement>('.bubble a')?.href).toBe('https://example.com/a')

  write(page, ' Hello <b>there</b> ')
  await until('it is told', () => hub.events.length === 3)
  await until('it shows', () => page.texts('.customer .bubble').length === 1)
  expect(sentTo(hub).map(({ text }) => text)).toEqual(['Hello <b>there</b>'])
  expect(page.texts('.customer .bubble')).toEqual(['Hello <b>there</b>'])
  expect(page.find<HTMLTextAreaElement>('textarea')?.value).toBe('')
})

test('quick replies are gone after use', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.tell(says('bot', yesOrNo))
  await until('they show', () => page.all('.choice').length === 2)
  page.all('.choice')[0]?.click()
  await until('they are gone', () => page.all('.choice').length === 0)
  await until('the hub heard', () => sentTo(hub).length === 1)
  expect(sentTo(hub)).toMatchObject([{ choiceId: 'y' }])
  expect(page.element.shadowRoot?.activeElement?.tagName).toBe('TEXTAREA')
})

test('with quick-replies-hide-after-use off they stay, with the choice marked', async () => {
  const hub = await openHub()
  const page = await show(hub, { 'quick-replies-hide-after-use': 'false' })
  hub.tell(says('bot', yesOrNo))
  await until('they show', () => page.all('.choice').length === 2)
  page.all('.choice')[1]?.click()
  await until('they are used', () => page.all('.choice:disabled').length === 2)
  expect(page.texts('.choice[aria-pressed=true]')).toEqual(['No'])
  await until('the hub told it', () => page.texts('.ticks').join() === 'Sent')
})

test('with quick-replies-only-last those of older messages are gone', async () => {
  const hub = await openHub()
  const page = await show(hub, { 'quick-replies-only-last': '' })
  hub.tell(says('bot', yesOrNo))
  await until('they show', () => page.all('.choice').length === 2)
  hub.tell(says('bot', { type: 'text', text: 'Or tell me more.' }))
  await until('they are gone', () => page.all('.choice').length === 0)
})

test('where the platform takes nothing but an answer to its question, that is said until there is one', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.tell(says('bot', yesOrNo))
  await until('they show', () => page.all('.choice').length === 2)
  expect(page.texts('.hint')).toEqual([])
  hub.pass({ type: 'input', expected: false })
  await until('it is said', () => page.texts('.hint').join() === 'Please answer above.')
  page.all('.choice')[0]?.click()
  await until('it is answered', () => page.all('.hint').length === 0)
})

test('a form asks with labels and sends its answers', async () => {
  const hub = await openHub()
  const page = await show(hub)
  const fields = [
    { name: 'email', label: 'Your email', input: 'email', required: true },
    { name: 'when', label: 'When', input: 'select', options: [{ value: '1', title: 'Today' }] },
    { name: 'agree', label: 'I agree', input: 'checkbox' },
    { name: 'about', label: 'About', input: 'multi-select', options: [{ value: 'a', title: 'A' }] },
    { name: 'more', label: 'More', input: 'multiline' },
    { name: 'call', label: 'Call at', input: 'date-time' },
  ]
  hub.tell(says('bot', { type: 'form', formId: 'f1', title: 'Call me', fields }))
  await until('it shows', () => page.find('.form') !== null)
  expect(page.texts('.form label.field .label, .form legend, .form .check span')).toEqual([
    'Your email *',
    'When',
    'I agree',
    'About',
    'A',
    'More',
    'Call at',
  ])
  const form = page.find<HTMLFormElement>('.form')
  const email = page.find<HTMLInputElement>('input[type=email]')
  expect(form?.checkValidity()).toBe(false)
  if (email) email.value = 'ada@example.com'
  page.find<HTMLInputElement>('input[name=about]')?.click()
  const call = page.find<HTMLInputElement>('input[name=call]')
  if (call) call.value = '2026-12-01T10:00'
  form?.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true }))
  await until('the hub heard', () => sentTo(hub).length === 1)
  const at = expect.stringMatching(/^2026-12-01T10:00[+-]\d\d:\d\d$/)
  expect(sentTo(hub)).toMatchObject([
    { form: { formId: 'f1', values: { email: 'ada@example.com', agree: 'false', about: ['a'], call: at } } },
  ])
  await until('the form is used up', () => page.texts('.form').join().includes('Sent. Thank you.'))
})

test('cards and files show, and no address but a web address is followed', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.tell(
    says(
      'bot',
      {
        type: 'card',
        title: 'Jacket',
        imageUrl: 'javascript:alert(1)',
        choices: [{ choiceId: 'o', title: 'Order' }],
      },
      { type: 'attachment', name: 'label.pdf', mediaType: 'application/pdf', bytes: 1_500, url: '/files/1' },
      { type: 'attachment', name: 'pic.png', mediaType: 'image/png', url: 'https://cdn.example/pic.png' },
      { type: 'attachment', name: 'bad', mediaType: 'text/html', url: 'javascript:alert(1)' },
    ),
  )
  await until('they show', () => page.all('.file').length === 2)
  expect(page.texts('.card')).toEqual(['Jacket'])
  expect(page.texts('.choice')).toEqual(['Order'])
  expect(page.texts('.file')).toEqual(['label.pdf 1.5 kB', 'bad'])
  expect(page.all('a').map((link) => link.getAttribute('href'))).toEqual([
    `${hub.address}/files/1`,
    'https://cdn.example/pic.png',
  ])
  expect(page.all('img').map((image) => image.getAttribute('alt'))).toEqual(['pic.png'])
})

test('tells the place in the queue, who is typing, and how far a message came', async () => {
  const hub = await openHub()
  const page = await show(hub)
  hub.tell({ type: 'state', state: 'waiting' })
  hub.tell({ type: 'queue', position: 2, waitSeconds: 120 })
  hub.pass({ type: 'typing', author: { role: 'agent', name: 'Sam' }, typing: true })
  await until('they show', () => page.find('.typing') !== null)
  expect(page.texts('.queue')).toEqual(['You are number 2 in the queue. About 2 min to wait.'])
  expect(page.texts('.typing .author')).toEqual(['Sam is typing'])

  write(page, 'Hello')
  await until('it is sent', () => page.texts('.ticks').join() === 'Sent')
  hub.tell({ type: 'receipt', messageId: 'm1', status: 'read' })
  await until('it is read', () => page.texts('.ticks').join() === 'Read')
  hub.tell({ type: 'receipt', messageId: 'm1', status: 'failed', code: 'platform-refused' })
  await until('it failed', () => page.texts('.failure-text').join() === 'Not delivered')
})

test('at the end nothing can be written, the reason is told, and a new chat can be started', async () => {
  const hub = await openHub()
  const page = await show(hub)
  const heard: string[] = []
  for (const name of ['chat-opened', 'chat-event', 'chat-ended']) {
    page.element.addEventListener(name, (event) => {
      if (event instanceof CustomEvent)
        heard.push(`${name} ${JSON.stringify(event.detail.type ?? event.detail.reason ?? '')}`)
    })
  }
  hub.tell(says('bot', yesOrNo))
  hub.tell({ type: 'state', state: 'ended', reason: 'no-agent' })
  await until('it has ended', () => page.find('.closing') !== null)
  expect(page.texts('.closing-text')).toEqual(['Nobody is available at the moment.'])
  expect(page.find('textarea')).toBeNull()
  expect(page.all('.choice')).toEqual([])
  expect(heard).toEqual(['chat-event "message"', 'chat-event "state"', 'chat-ended "no-agent"'])

  page.find('.start-new')?.click()
  await until('a new one is open', () => page.find('textarea') !== null)
  await until('it is followed', () => hub.calls.at(-1)?.path === '/v1/conversations/c2/events')
  expect(page.all('.message')).toEqual([])
})

test('ends the chat after asking', async () => {
  const hub = await openHub()
  const page = await show(hub)
  await until('it can be ended', () => page.find('.end') !== null)
  page.find('.end')?.click()
  await until('it asks', () => page.find('.question') !== null)
  expect(hub.calls.some(({ path }) => path.endsWith('/close'))).toBe(false)
  page.find('.confirm-end')?.click()
  await until('it has ended', () => page.texts('.closing-text').join() === 'You ended the chat.')
})

test('a thousand messages: one more draws one more row', async () => {
  const hub = await openHub()
  const page = await show(hub)
  for (let count = 0; count < 1_000; count += 1) hub.tell(says('bot', { type: 'text', text: `${count}` }))
  await until('they came', () => page.element.client?.view.items.length === 1_000)
  await page.element.updateComplete
  expect(page.all('.message')).toHaveLength(1_000)
  const rows = page.find('.rows')
  if (!rows) throw new Error('There is no list.')
  const changes: MutationRecord[] = []
  const observer = new MutationObserver((records) => changes.push(...records))
  observer.observe(rows, { childList: true, subtree: true, characterData: true })
  hub.tell(says('bot', { type: 'text', text: 'one more' }))
  await until('it shows', () => page.find('.message:last-child')?.textContent?.includes('one more') === true)
  expect(page.all('.message')).toHaveLength(1_001)
  expect(changes.length).toBeLessThan(20)
})

test('words can be replaced, and the language chosen', async () => {
  const hub = await openHub()
  const page = await show(hub, { language: 'de' })
  await until('it shows', () => page.find('.send') !== null)
  expect(page.find('.send')?.getAttribute('aria-label')).toBe('Senden')
  page.element.words = { send: 'Ab die Post' }
  await until('it changed', () => page.find('.send')?.getAttribute('aria-label') === 'Ab die Post')
})

test('off the page it reads nothing', async () => {
  const hub = await openHub()
  const page = await show(hub)
  page.element.remove()
  await until('the stream is closed', () => hub.openStreams === 0)
  expect(page.element.client).toBeUndefined()
})
