import { existsSync } from 'node:fs'
import chromiumPackage from '@sparticuz/chromium'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { FakeHub } from './fake-hub'
import { botSays, openHub, sentTo, until } from './open-chat'
import { servePage } from './serve-page'

let browser: Browser
let site: Awaited<ReturnType<typeof servePage>>

beforeAll(async () => {
  const installed = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path))
  const flags =
    '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
  const [executablePath, served] = await Promise.all([
    installed ?? chromiumPackage.executablePath(),
    servePage(),
  ])
  site = served
  browser = await chromium.launch({ executablePath, args: flags.split(' ') })
})

afterAll(async () => {
  await browser.close()
  await site.close()
})

async function visit(hub: FakeHub, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.goto(`${site.address}/?hub=${hub.address}`)
  await until('a stream is open', () => hub.openStreams === 1)
  return page
}

function tellEverything(hub: FakeHub): void {
  const author = { role: 'bot', name: 'Nora' }
  hub.tell({ type: 'state', state: 'waiting' })
  hub.tell({ type: 'queue', position: 2, waitSeconds: 200 })
  hub.tell({
    type: 'message',
    messageId: 'all',
    author,
    parts: [
      { type: 'text', text: 'See https://example.com/a' },
      { type: 'card', title: 'Jacket', text: 'Warm', choices: [{ choiceId: 'o', title: 'Order' }] },
      {
        type: 'attachment',
        name: 'a.pdf',
        mediaType: 'application/pdf',
        bytes: 9,
        url: 'https://example.com/a.pdf',
      },
      {
        type: 'form',
        formId: 'f',
        title: 'Details',
        fields: [
          { name: 'email', label: 'Email', input: 'email', required: true },
          { name: 'about', label: 'About', input: 'multi-select', options: [{ value: 'a', title: 'A' }] },
          { name: 'topic', label: 'Topic', input: 'select', options: [{ value: 'b', title: 'B' }] },
        ],
      },
    ],
  })
  hub.tell({ type: 'participant', change: 'joined', author: { role: 'agent', name: 'Sam' } })
  hub.tell({
    type: 'message',
    messageId: 'note',
    author: { role: 'system' },
    parts: [{ type: 'text', text: 'Note' }],
  })
}

async function problemsOf(page: Page): Promise<unknown[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => window.axe.run())
  return violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])
}

declare global {
  interface Window {
    axe: typeof axe
  }
}

test.each([
  'light',
  'dark',
] as const)('axe finds nothing in the %s theme, during the chat and after it', async (colorScheme) => {
  const hub = await openHub()
  const page = await visit(hub, { colorScheme, viewport: { width: 390, height: 844 } })
  tellEverything(hub)
  await page.getByText('Sam joined').waitFor()
  hub.answerWith(({ path }, response) => {
    if (!path.endsWith('/messages')) return false
    response.setHeader('access-control-allow-origin', '*')
    response.writeHead(422).end()
    return true
  })
  await page.getByRole('textbox', { name: 'Message' }).fill('Refused')
  await page.keyboard.press('Enter')
  await page.getByText('Not delivered').waitFor()
  await page.getByRole('button', { name: 'End chat' }).click()
  await page.getByText('End this chat?').waitFor()
  expect(await problemsOf(page)).toEqual([])

  hub.tell({ type: 'state', state: 'ended', reason: 'agent-ended' })
  await page.getByText('The agent ended the chat.').waitFor()
  expect(await problemsOf(page)).toEqual([])
})

test('a chat by keyboard alone, which keeps the focus where one writes', async () => {
  const hub = await openHub()
  const page = await visit(hub)
  await page.getByRole('textbox', { name: 'Message' }).focus()
  await page.keyboard.type('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  await page.keyboard.press('Enter')
  await until('the hub has it', () => hub.events.length === 1)
  expect(sentTo(hub).map(({ text }) => text)).toEqual(['one\ntwo'])

  const choices = [{ choiceId: 'y', title: 'Yes' }]
  hub.tell({
    type: 'message',
    messageId: 'q',
    author: { role: 'bot' },
    parts: [{ type: 'choices', choices }],
  })
  await page.getByRole('button', { name: 'Yes' }).focus()
  await page.keyboard.press('Enter')
  await until('the hub has the choice', () => sentTo(hub).length === 2)
  await page.keyboard.type('three')
  await page.keyboard.press('Enter')
  await until('the hub has the third', () => sentTo(hub).length === 3)
  expect(sentTo(hub).at(-1)?.text).toBe('three')
})

test('stays at the end, but not while one reads further up', async () => {
  const hub = await openHub()
  const page = await visit(hub)
  for (let count = 0; count < 40; count += 1) botSays(hub, `Line ${count}`)
  await page.getByText('Line 39', { exact: true }).waitFor()
  const log = page.getByRole('log')
  const toEnd = () => log.evaluate((list) => list.scrollHeight - list.clientHeight - list.scrollTop)
  await expect.poll(toEnd).toBeLessThan(2)
  await page.locator('chat-web-control').evaluate((chat) => chat.parentElement?.append(chat))
  await page.getByText('Line 39', { exact: true }).waitFor()
  await expect.poll(toEnd).toBeLessThan(2)

  // A browser tells of the scrolling with its next frame; something is drawn before that.
  await log.evaluate((list) => {
    list.scrollTo(0, 0)
    const root = list.getRootNode()
    const chat = root instanceof ShadowRoot ? root.host : list
    for (const draw of ['requestUpdate', 'performUpdate']) Reflect.get(chat, draw).call(chat)
  })
  botSays(hub, 'Below')
  await page.getByRole('button', { name: 'New messages' }).waitFor()
  expect(await log.evaluate((list) => list.scrollTop)).toBe(0)
  expect(hub.calls.filter(({ path, body }) => path.endsWith('/receipts') && body.includes('b41'))).toEqual([])
  await page.getByRole('button', { name: 'New messages' }).click()
  await expect.poll(toEnd).toBeLessThan(2)
  await until('it was read', () =>
    hub.calls.some(({ path, body }) => path.endsWith('/receipts') && body.includes('b41')),
  )
})

test('without a network nothing is lost, over a reload too; two tabs show one chat', async () => {
  const hub = await openHub()
  const page = await visit(hub)
  await page.context().setOffline(true)
  hub.cut()
  await page.getByText('Connection lost').waitFor()
  await page.getByRole('textbox', { name: 'Message' }).fill('Said in the tunnel')
  await page.keyboard.press('Enter')
  await page.getByText('Said in the tunnel').waitFor()
  botSays(hub, 'Said meanwhile')
  await page.context().setOffline(false)
  await page.reload()
  await page.getByText('Said meanwhile').waitFor()
  await until('the hub has it', () => hub.events.length === 2)

  const second = await page.context().newPage()
  await second.goto(page.url())
  await second.getByText('Said in the tunnel').waitFor()
  expect(hub.calls.filter(({ path }) => path === '/v1/sessions')).toHaveLength(1)
  hub.tell({ type: 'state', state: 'ended', reason: 'bot-ended' })
  await second.getByRole('button', { name: 'Start a new chat' }).click()
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  botSays(hub, 'Hello again')
  await page.getByText('Hello again').waitFor()
  await second.getByText('Hello again').waitFor()
  expect(await page.getByText('Said in the tunnel').count()).toBe(0)
})

test('a text that runs from right to left does so on a page that does not', async () => {
  const hub = await openHub()
  const page = await visit(hub)
  botSays(hub, 'هل أنت متأكد؟ 100%!')
  await page.locator('.bubble').waitFor()
  const leftOf = (at: 'first' | 'last', what = '.bubble') =>
    page.locator(what).evaluate((element, place) => {
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode()
      const length = text?.textContent?.length ?? 0
      if (!text) throw new Error('There is no text.')
      const range = document.createRange()
      range.setStart(text, place === 'first' ? 0 : length - 1)
      range.setEnd(text, place === 'first' ? 1 : length)
      return range.getBoundingClientRect().left
    }, at)
  expect(await leftOf('last')).toBeLessThan(await leftOf('first'))
  // Nor do the hours stand behind their "PM" on a page that does.
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  expect(await leftOf('first', '.foot time')).toBeLessThan(await leftOf('last', '.foot time'))
})
