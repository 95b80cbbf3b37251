import type { Browser } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { openAgentDesk } from './agent-desk'
import type { AppProcess } from './app-process'
import { openChatPage } from './chat-page'
import type { platforms } from './platforms'

/** A customer and a person at the platform, in conversation. Both pages close with the test. */
export async function chatWithAgent(
  browser: Browser,
  app: AppProcess,
  platform: (typeof platforms)[number],
  customer: string,
) {
  const chat = await openChatPage(browser, `${app.url}/?customer=${customer}`)
  onTestFinished(chat.close)
  const desk = await openAgentDesk(browser, app.sandboxes[platform.sandbox])
  onTestFinished(desk.close)
  await chat.choose(platform.name)
  await chat.text(platform.greeting).waitFor()
  await desk.join(platform.customerAtDesk(customer))
  await chat.text(platform.hasJoined).waitFor()
  return { chat, desk }
}
