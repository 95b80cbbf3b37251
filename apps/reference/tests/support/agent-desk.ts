import type { Browser, Locator, Page } from 'playwright-core'

/** The sandbox's agent desk, as a person at the platform uses it. */
export interface AgentDesk {
  readonly page: Page
  /** Joins the newest conversation of this customer in which there is no person. */
  join(customer: string): Promise<void>
  type(text: string): Promise<void>
  send(): Promise<void>
  say(text: string): Promise<void>
  end(): Promise<void>
  text(words: string): Locator
  /** What was said, oldest first. */
  words(): Promise<string[]>
  close(): Promise<void>
}

const ALONE = /With the bot|Waiting for a person/

/** While the desk is open, the sandbox's scripted agent leaves waiting customers to the person there. */
export async function openAgentDesk(browser: Browser, sandboxUrl: string): Promise<AgentDesk> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${sandboxUrl}/sandbox/`)
  await page.getByText('Live').waitFor()
  const field = page.getByRole('textbox', { name: 'Message to the customer' })
  const send = () => page.getByRole('button', { name: 'Send' }).click()
  return {
    page,
    async join(customer) {
      const conversations = page.getByRole('navigation').getByRole('button')
      await conversations.filter({ hasText: customer }).filter({ hasText: ALONE }).first().click()
      await page.getByRole('button', { name: 'Join' }).click()
    },
    type: (text) => field.fill(text),
    send,
    async say(text) {
      await field.fill(text)
      await send()
    },
    async end() {
      await page.getByRole('button', { name: 'End conversation' }).click()
    },
    text: (words) => page.getByRole('log').getByText(words, { exact: true }),
    words: () => page.getByRole('log').locator('.words').allInnerTexts(),
    close: () => context.close(),
  }
}
