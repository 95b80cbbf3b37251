import { onTestFinished } from 'vitest'
import {
  type ChatClient,
  type ChatClientSettings,
  type ChatItem,
  type ChatStorage,
  createChatClient,
} from '../src/client/index'
import { type FakeHub, startFakeHub } from './fake-hub'

/** A hub for one test. */
export async function openHub(): Promise<FakeHub> {
  const hub = await startFakeHub()
  onTestFinished(() => hub.close())
  return hub
}

/** An open client for one test; with the same `storage`, the page view after the reload. */
export function openChat(hub: FakeHub, settings: Partial<ChatClientSettings> = {}): ChatClient {
  const client = createChatClient({
    server: hub.address,
    resourceId: 'web',
    storage: memoryStorage(),
    ...settings,
  })
  client.open()
  onTestFinished(() => client.close())
  return client
}

export function memoryStorage(): ChatStorage {
  const texts = new Map<string, string>()
  return {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
  }
}

/** Waits for something to become true, and says what did not. */
export async function until(what: string, isTrue: () => boolean, milliseconds = 30_000): Promise<void> {
  const end = Date.now() + milliseconds
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`Waited ${milliseconds} ms in vain until ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** What is on the screen, one line per message: `customer: Hello`, with `…` while on its way and `!` if refused. */
export function linesOf({ view }: ChatClient): string[] {
  return view.items.map(lineOf)
}

function lineOf(item: ChatItem): string {
  switch (item.kind) {
    case 'message': {
      const said = item.message.parts.map((part) => ('text' in part ? part.text : part.type))
      return `${item.message.author.role}: ${said.join(' ')}`
    }
    case 'pending': {
      const said = 'text' in item.content ? item.content.text : item.content.kind
      return `customer: ${said}${item.status === 'refused' ? '!' : '…'}`
    }
    case 'participant':
      return `${item.participant.author.name} ${item.participant.change}`
    case 'partial':
      return `${item.author.role}: ${item.text}…`
  }
}

export function botSays(hub: FakeHub, text: string): void {
  hub.tell({
    type: 'message',
    messageId: `b${hub.events.length + 1}`,
    author: { role: 'bot', name: 'Nora' },
    parts: [{ type: 'text', text }],
  })
}

/** The bodies of the messages the hub was sent, tries and repeats alike. */
export function sentTo(hub: FakeHub): Array<{ text?: string; clientMessageId: string }> {
  return hub.calls.filter(({ path }) => path.endsWith('/messages')).map(({ body }) => JSON.parse(body))
}
