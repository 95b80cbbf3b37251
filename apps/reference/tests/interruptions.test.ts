import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AgentDesk } from './support/agent-desk'
import { type Api, apiOf } from './support/api'
import { type AppProcess, startAppProcess } from './support/app-process'
import { type ChatPage, wordsOf } from './support/chat-page'
import { launchChromium } from './support/chromium'
import { type Folder, temporaryFolder } from './support/folder'
import { freePort } from './support/free-port'
import { platforms } from './support/platforms'
import { readEventsUntil } from './support/read-events'
import { until } from './support/until'
import { chatWithAgent } from './support/with-agent'

let folder: Folder
let app: AppProcess
let api: Api
let browser: Browser
let variables: Record<string, string>

beforeAll(async () => {
  folder = await temporaryFolder()
  variables = { DATA_DIR: folder.path, PORT: String(await freePort()) }
  ;[app, browser] = await Promise.all([startAppProcess(variables), launchChromium()])
  api = apiOf(app)
})

afterAll(async () => {
  await browser?.close()
  await app?.stop('SIGKILL')
  await folder?.remove()
})

/** Both sides have exactly these words, in this order, after what was said before. */
async function expectBothHave(
  { chat, desk }: { chat: ChatPage; desk: AgentDesk },
  customer: string,
  words: string[],
): Promise<void> {
  await chat.text(words.at(-1) ?? '').waitFor()
  await desk.text(words.at(-1) ?? '').waitFor()
  const [conversation] = await api.conversationsOf(customer)
  const told = await until('the chat shows the transcript', async () => {
    const transcript = wordsOf(await api.transcript(conversation?.conversationId ?? ''))
    const shown = await chat.bubbles()
    return JSON.stringify(shown) === JSON.stringify(transcript) && shown
  })
  expect(told.slice(-words.length), `the chat of ${customer}`).toEqual(words)
  expect((await desk.words()).slice(-words.length), `the desk of ${customer}`).toEqual(words)
}

/** The hub has written down that the platform has these words of the customer's. */
async function platformHas(words: string, customer: string): Promise<void> {
  const [conversation] = await api.conversationsOf(customer)
  const { conversationId = '' } = conversation ?? {}
  let said: string | undefined
  await readEventsUntil({ url: app.url, conversationId, token: api.key }, (event) => {
    if (event.type === 'message' && event.parts.some((part) => 'text' in part && part.text === words)) {
      said = event.messageId
    }
    return event.type === 'receipt' && event.messageId === said
  })
}

test.each(
  platforms,
)('$name: a reload and a lost network neither lose nor double a word', async (platform) => {
  const customer = `reload-${platform.name}`
  const { chat, desk } = await chatWithAgent(browser, app, platform, customer)

  await chat.say('before the reload')
  await chat.text('before the reload').waitFor()
  await desk.text('before the reload').waitFor()
  await desk.say('during the reload')
  await chat.page.reload()
  await expectBothHave({ chat, desk }, customer, ['before the reload', 'during the reload'])

  await chat.page.context().setOffline(true)
  await desk.say('said to the tunnel')
  await desk.text('said to the tunnel').waitFor()
  await chat.say('said in the tunnel')
  await chat.text('said in the tunnel').waitFor()
  await chat.page.context().setOffline(false)
  await expectBothHave({ chat, desk }, customer, ['said to the tunnel', 'said in the tunnel'])
})

test('after kill -9 the same pages go on, both ways, and no word is lost or doubled', async () => {
  const talks = []
  for (const platform of platforms) {
    const customer = `kill-${platform.name}`
    talks.push({ customer, platform, ...(await chatWithAgent(browser, app, platform, customer)) })
  }
  for (const { chat, desk, customer, platform } of talks) {
    await desk.say('before')
    await chat.text('before').waitFor()
    await chat.say('at the very moment')
    if (!platform.recognisesRepeats) await platformHas('at the very moment', customer)
  }
  await app.stop('SIGKILL')
  for (const { chat } of talks) {
    await chat.say('while nobody was there')
    await chat.text('while nobody was there').waitFor()
  }

  app = await startAppProcess(variables)
  for (const { customer, chat, desk } of talks) {
    await desk.text('while nobody was there').waitFor()
    await desk.say('after')
    await chat.text('after').waitFor()
    await chat.say('after that')
    await expectBothHave({ chat, desk }, customer, [
      'before',
      'at the very moment',
      'while nobody was there',
      'after',
      'after that',
    ])
  }
})
