import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openAgentDesk } from './support/agent-desk'
import { type AppProcess, startAppProcess } from './support/app-process'
import { openChatPage } from './support/chat-page'
import { launchChromium } from './support/chromium'
import { type Folder, temporaryFolder } from './support/folder'
import { platforms } from './support/platforms'
import { wantsScreenshot, writeScreenshot } from './support/screenshot'

let folder: Folder
let app: AppProcess
let browser: Browser

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[app, browser] = await Promise.all([startAppProcess({ DATA_DIR: folder.path }), launchChromium()])
})

afterAll(async () => {
  await browser?.close()
  await app?.stop('SIGKILL')
  await folder?.remove()
})

declare global {
  interface Window {
    axe: typeof axe
  }
}

async function problemsOf(page: Page): Promise<unknown[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => window.axe.run())
  return violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])
}

const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

test.each([
  { platform: platforms[0], colorScheme: 'light', viewport: desktop },
  { platform: platforms[0], colorScheme: 'dark', viewport: phone },
  { platform: platforms[1], colorScheme: 'dark', viewport: desktop },
  { platform: platforms[1], colorScheme: 'light', viewport: phone },
] as const)('axe finds nothing: $platform.name, $colorScheme, $viewport.width wide', async (look) => {
  const { platform, ...options } = look
  const chat = await openChatPage(browser, app.url, options)
  onTestFinished(chat.close)
  expect(await problemsOf(chat.page)).toEqual([])
  await chat.choose(platform.name)
  await chat.text(platform.greeting).waitFor()
  for (const words of platform.toGetChoices) await chat.say(words)
  await chat.page.getByRole('button', { name: 'Talk to a person' }).waitFor()
  expect(await problemsOf(chat.page)).toEqual([])
})

test.each(['light', 'dark'] as const)('axe finds nothing on the console, %s', async (colorScheme) => {
  const chat = await openChatPage(browser, `${app.url}/console`, { colorScheme })
  onTestFinished(chat.close)
  const { page } = chat
  expect(await problemsOf(page)).toEqual([])
  await page.getByLabel('API key').fill(app.apiKey)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Unnamed customer' }).first().click()
  await page.getByText('Platform', { exact: true }).waitFor()
  expect(await problemsOf(page)).toEqual([])
})

test('a whole talk by keyboard alone', async () => {
  const chat = await openChatPage(browser, app.url)
  onTestFinished(chat.close)
  const { keyboard } = chat.page
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 30; presses += 1) {
      await keyboard.press('Tab')
      if (name.test(await focusedName(chat.page))) return
    }
    throw new Error(`Tab does not reach ${name}`)
  }
  await tabTo(/^Amelia/)
  await keyboard.press('Enter')
  await chat.text('What can I do for you?').waitFor()
  await tabTo(/^Track my order/)
  await keyboard.press('Enter')
  await chat.text('What is your order number?').waitFor()
  await keyboard.type('1042')
  await keyboard.press('Enter')
  await chat.text('It arrives tomorrow before noon.').waitFor()
  await keyboard.type('bye')
  await keyboard.press('Enter')
  await chat.text('The chat is finished.').waitFor()
  await tabTo(/^Start a new chat/)
  await keyboard.press('Enter')
  await chat.text('What can I do for you?').waitFor()
})

/** What the focused element is called, through shadow roots. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    return (focused?.getAttribute('aria-label') ?? focused?.textContent ?? '').trim()
  })
}

test('the picture of the README', async () => {
  // One that is there is left alone, so that a test run changes nothing.
  if (!wantsScreenshot('chat.png')) return
  const platform = platforms[1]
  const customer = 'Ada'
  const chat = await openChatPage(browser, `${app.url}/?customer=${customer}`, {
    viewport: desktop,
    deviceScaleFactor: 2,
  })
  onTestFinished(chat.close)
  const desk = await openAgentDesk(browser, app.sandboxes[platform.sandbox])
  onTestFinished(desk.close)
  await chat.choose(platform.name)
  await chat.text(platform.greeting).waitFor()
  for (const words of platform.toGetChoices) await chat.say(words)
  await chat.page.getByRole('button', { name: 'Talk to a person' }).waitFor()
  await chat.say('I would like to talk to a person, please.')
  await chat.text('I will bring in a person.').waitFor()
  await desk.join(platform.customerAtDesk(customer))
  await chat.text(platform.hasJoined).waitFor()
  await desk.say('Hi, this is Alex. How can I help?')
  await chat.text('Hi, this is Alex. How can I help?').waitFor()
  await writeScreenshot('chat.png', chat.page)
})
