import type { MessageEvent } from '@conversation-hub/core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'

/** The demo page, as a customer uses it. */
export interface ChatPage {
  readonly page: Page
  /** Chooses a platform by its name. */
  choose(platform: string): Promise<void>
  say(text: string): Promise<void>
  pick(choice: string): Promise<void>
  /** What the chat shows with these words. */
  text(words: string): Locator
  /** The words of all bubbles, oldest first. */
  bubbles(): Promise<string[]>
  close(): Promise<void>
}

export async function openChatPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<ChatPage> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(url)
  const chat = page.locator('chat-web-control')
  return {
    page,
    async choose(platform) {
      await page.getByRole('group', { name: 'Platform' }).getByRole('button', { name: platform }).click()
    },
    async say(text) {
      await chat.getByRole('textbox', { name: 'Message' }).fill(text)
      await page.keyboard.press('Enter')
    },
    async pick(choice) {
      await chat.getByRole('button', { name: choice }).click()
    },
    text: (words) => chat.getByText(words, { exact: true }),
    async bubbles() {
      const texts = await chat.locator('.said .bubble:not(.dots)').allInnerTexts()
      return texts.map((text) => text.trim())
    },
    close: () => context.close(),
  }
}

/** The words that a page has to show for these messages. */
export function wordsOf(messages: ReadonlyArray<MessageEvent>): string[] {
  return messages.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      (part.type === 'text' || part.type === 'choices') && part.text !== undefined ? [part.text.trim()] : [],
    ),
  )
}
