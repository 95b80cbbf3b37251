import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openAgentDesk } from './support/agent-desk'
import { type Api, apiOf } from './support/api'
import { type AppProcess, startAppProcess } from './support/app-process'
import { openChatPage, wordsOf } from './support/chat-page'
import { launchChromium } from './support/chromium'
import { type Folder, temporaryFolder } from './support/folder'
import { platforms } from './support/platforms'
import { until } from './support/until'

let folder: Folder
let app: AppProcess
let api: Api
let browser: Browser

beforeAll(async () => {
  folder = await temporaryFolder()
  ;[app, browser] = await Promise.all([startAppProcess({ DATA_DIR: folder.path }), launchChromium()])
  api = apiOf(app)
})

afterAll(async () => {
  await browser?.close()
  await app?.stop('SIGKILL')
  await folder?.remove()
})

test.each(platforms)('$name speaks first, brings in a person, and ends it', async (platform) => {
  const customer = `talk-${platform.name}`
  const chat = await openChatPage(browser, `${app.url}/?customer=${customer}`)
  onTestFinished(chat.close)
  const desk = await openAgentDesk(browser, app.sandboxes[platform.sandbox])
  onTestFinished(desk.close)

  await chat.choose(platform.name)
  await chat.text(platform.greeting).waitFor()
  const [conversation] = await api.conversationsOf(customer)
  if (conversation === undefined) throw new Error('there is no conversation')
  const { conversationId } = conversation
  const [first] = await api.transcript(conversationId)
  expect(first?.author.role).toBe('bot')
  expect(Date.parse(first?.at ?? '')).toBeGreaterThanOrEqual(Date.parse(conversation.createdAt))

  for (const words of platform.toGetChoices) await chat.say(words)
  await chat.pick('Track my order')
  await chat.text(platform.aboutTheOrder).waitFor()
  await chat.say('May I talk to a person?')
  await chat.text('I will bring in a person.').waitFor()
  await until('it waits for a person', async () => {
    const [now] = await api.conversationsOf(customer)
    return now?.state === 'waiting'
  })

  await desk.join(platform.customerAtDesk(customer))
  await chat.text(platform.hasJoined).waitFor()
  await desk.type('Good morning, I am a person.')
  await chat.text('Alex is typing').waitFor()
  await desk.send()
  await chat.text('Good morning, I am a person.').waitFor()
  await chat.page.getByRole('textbox', { name: 'Message' }).pressSequentially('So')
  if (platform.showsAgentsTyping) await desk.page.getByText('is typing').waitFor()
  await chat.say('So am I.')
  await desk.text('So am I.').waitFor()

  await desk.end()
  await chat.text('The agent ended the chat.').waitFor()
  const [ended] = await api.conversationsOf(customer)
  expect(ended).toMatchObject({ state: 'ended', endReason: 'agent-ended' })
  expect(await chat.bubbles()).toEqual(wordsOf(await api.transcript(conversationId)))

  await chat.page.getByRole('button', { name: 'Start a new chat' }).click()
  await until(
    'there is a second conversation',
    async () => (await api.conversationsOf(customer)).length === 2,
  )
  await chat.text(platform.greeting).waitFor()
})
