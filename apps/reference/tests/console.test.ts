import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppProcess, startAppProcess } from './support/app-process'
import { launchChromium } from './support/chromium'
import { type Folder, temporaryFolder } from './support/folder'

let folder: Folder
let app: AppProcess
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[app, browser] = await Promise.all([startAppProcess({ DATA_DIR: folder.path }), launchChromium()])
  page = await browser.newPage()
})
afterAll(async () => {
  await browser?.close()
  await app?.stop('SIGKILL')
  await folder?.remove()
})

async function post(url: string, body: object): Promise<Record<string, string>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.ok, await answer.clone().text()).toBe(true)
  return await answer.json()
}

test('an operator sees what was given up, tries it again, moves the conversation and closes it', async () => {
  const session = await post(`${app.url}/v1/sessions`, {
    resourceId: 'amelia-web',
    customerIdentifier: 'ann@example.com',
  })
  const messages = `${app.url}/v1/conversations/${session.conversationId}/messages`
  await post(`${app.sandboxes.amelia}/sandbox/faults`, { kind: 'answer', status: 403, path: '*/send' })
  await post(messages, { text: 'Where is my order?' })

  await page.goto(`${app.url}/console`)
  await page.getByLabel('API key').fill('not the key')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'key' }).waitFor()
  const givenUp = page.getByRole('region', { name: '1 command was given up' })
  await page.getByLabel('API key').fill(app.apiKey)
  const untilGivenUp = async () => {
    const look = async () => {
      await page.getByRole('button', { name: 'Open' }).click()
      return await givenUp.isVisible()
    }
    await expect.poll(look, { timeout: 60_000 }).toBe(true)
  }
  await untilGivenUp()
  await givenUp.getByText('platform-misconfigured').waitFor()
  await givenUp.getByRole('button', { name: 'Show conversation' }).click()
  const conversation = page.getByRole('region', { name: 'Conversation', exact: true })
  await conversation.getByText('Where is my order?').waitFor()

  await givenUp.getByRole('button', { name: 'Try again' }).click()
  await givenUp.waitFor({ state: 'hidden' })
  await expect
    .poll(async () => await (await fetch(`${app.sandboxes.amelia}/sandbox/requests`)).text(), {
      timeout: 60_000,
    })
    .toContain('Where is my order?')

  // What nobody wants to try again is taken off the list.
  await post(`${app.sandboxes.amelia}/sandbox/faults`, { kind: 'answer', status: 403, path: '*/send' })
  await post(messages, { text: 'Never mind.' })
  await untilGivenUp()
  page.once('dialog', (dialog) => void dialog.accept())
  const discard = givenUp.getByRole('button', { name: 'Discard' })
  // Of several, a screen reader tells which one it is. (A list that comes meanwhile has buttons of its own.)
  const about = () => discard.evaluate((button) => button.ariaDescribedByElements?.[0]?.textContent ?? '')
  await expect.poll(about).toMatch(/^platform-misconfiguredsend · amelia/)
  await discard.click()
  await givenUp.waitFor({ state: 'hidden' })

  // The lines of the log name a conversation by its id.
  const found = page.getByRole('region', { name: 'Conversations' })
  await found.getByLabel('conversation id').fill(session.conversationId ?? '')
  await found.getByRole('button', { name: 'Search' }).click()
  await found.getByRole('button', { name: 'ann@example.com' }).click()

  await conversation.getByLabel('Move to platform').selectOption('salesforce')
  await conversation.getByRole('button', { name: 'Move', exact: true }).click()
  await conversation.locator('dd', { hasText: /^salesforce$/ }).waitFor()
  page.once('dialog', (dialog) => void dialog.accept())
  await conversation.getByRole('button', { name: 'Close conversation' }).click()
  await conversation.locator('dd', { hasText: 'operator' }).waitFor()

  const who = new URLSearchParams({ customerIdentifier: 'ann@example.com' })
  const erased = await fetch(`${app.url}/v1/conversations?${who}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${app.apiKey}` },
  })
  expect(erased.status).toBe(200)
  // What cannot be had is said, and not kept as if it were the transcript.
  await conversation.getByRole('button', { name: 'Transcript as text' }).click()
  await page.getByRole('alert').filter({ hasText: 'no conversation' }).waitFor()
})

test('what was chosen last is shown, whichever answer comes last', async () => {
  const start = (customerIdentifier: string) =>
    post(`${app.url}/v1/sessions`, { resourceId: 'amelia-web', customerIdentifier })
  const [slow] = [await start('slow@example.com'), await start('fast@example.com')]
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  const transcript = `**/v1/conversations/${slow?.conversationId}/transcript`
  await page.route(transcript, async (route) => {
    await held
    await route.continue()
  })
  await page.goto(`${app.url}/console`)
  const chosen = page.getByRole('heading', { name: 'fast@example.com' })
  await page.getByRole('button', { name: 'fast@example.com' }).click()
  await chosen.waitFor()
  // Its buttons would act on the other one.
  await page.getByRole('button', { name: 'slow@example.com' }).click()
  await chosen.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'fast@example.com' }).click()
  await chosen.waitFor()
  const answered = page.waitForResponse(transcript)
  answer()
  await (await answered).finished()
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))))
  expect(await chosen.isVisible()).toBe(true)
})

test('of what was given up that list is shown which was asked for last, whichever answer comes last', async () => {
  const letter = {
    conversationId: crypto.randomUUID(),
    commandId: crypto.randomUUID(),
    platform: 'amelia',
    command: 'send',
    code: 'platform-refused',
    attempts: 1,
    failedAt: new Date().toISOString(),
  }
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  const list = '**/v1/dead-letters'
  let asked = 0
  await page.route(list, async (route) => {
    asked += 1
    if (asked > 1) return await route.fulfill({ json: { deadLetters: [] } })
    await held
    await route.fulfill({ json: { deadLetters: [letter] } })
  })
  const first = page.waitForRequest(list)
  await page.goto(`${app.url}/console`)
  await first
  const newer = page.waitForResponse(list)
  await page.getByRole('button', { name: 'Open' }).click()
  await (await newer).finished()
  const older = page.waitForResponse(list)
  answer()
  await (await older).finished()
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))))
  expect(await page.getByRole('region', { name: '1 command was given up' }).isVisible()).toBe(false)
})
