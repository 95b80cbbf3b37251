import type { Browser, Locator, Page } from 'playwright-core'

/** The sandbox's agent desk, as a person at the platform uses it. */
export interface AgentDesk {
  readonly page: Page
  /** Takes the conversation that waits first. */
  join(customer: string): Promise<void>
  type(text: string): Promise<void>
  send(): Promise<void>
  end(): Promise<void>
  text(words: string): Locator
  close(): Promise<void>
}

/** While the desk is open, the sandbox's scripted agent leaves waiting customers to the person there. */
export async function openAgentDesk(browser: Browser, sandboxUrl: string): Promise<AgentDesk> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${sandboxUrl}/sandbox/`)
  await page.getByText('Live').waitFor()
  const field = page.getByRole('textbox', { name: 'Message to the customer' })
  return {
    page,
    async join(customer) {
      await page.getByRole('navigation').getByRole('button').filter({ hasText: customer }).click()
      await page.getByRole('button', { name: 'Join' }).click()
    },
    type: (text) => field.fill(text),
    async send() {
      await page.getByRole('button', { name: 'Send' }).click()
    },
    async end() {
      await page.getByRole('button', { name: 'End conversation' }).click()
    },
    text: (words) => page.getByRole('log').getByText(words),
    close: () => context.close(),
  }
}
