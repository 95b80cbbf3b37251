import type { OutboxEntry } from './outgoing'
import { readKeptChat } from './read-kept'

/** What a browser remembers of a chat, so that a reload goes on with it. */
export interface KeptChat {
  readonly sessionId: string
  readonly token: string
  /** For whom the session was made: another person on the same machine must not see it. */
  readonly customerIdentifier?: string | undefined
  /** Absent until the resource, or the customer's first message, started one. */
  readonly conversationId?: string | undefined
  /** Quick replies and forms used, by message: the choice picked, or the form's id. */
  readonly answers: Readonly<Record<string, string>>
  readonly readMessageId?: string | undefined
  readonly outbox: readonly OutboxEntry[]
}

/** The part of the browser's Storage that is used. */
export interface ChatStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export interface ChatMemory {
  read(): KeptChat | undefined
  /** Reads and writes in one go, because another tab of the same site writes to the same place. */
  change(change: (kept: KeptChat) => KeptChat): void
  keep(chat: KeptChat): void
  forget(): void
  /** Calls when another tab changed what is kept; returns the way to stop that. */
  onElsewhere(listener: () => void): () => void
}

/** A chat begun without a name is gone on with when the person is known; one of somebody else is not. */
export function belongsTo(kept: KeptChat, customerIdentifier: string | undefined): boolean {
  return kept.customerIdentifier === undefined || kept.customerIdentifier === customerIdentifier
}

/** One memory per server and channel resource. */
export function chatMemory(server: string, resourceId: string, given?: ChatStorage): ChatMemory {
  const storage = orOnPage(() => given ?? globalThis.localStorage)
  const key = `conversation-hub:chat:${server}:${resourceId}`
  const read = () => readKeptChat(storage.getItem(key))
  const keep = (chat: KeptChat) => storage.setItem(key, JSON.stringify(withoutFiles(chat)))
  return {
    read,
    keep,
    change(change) {
      const kept = read()
      if (kept) keep(change(kept))
    },
    forget: () => storage.removeItem(key),
    onElsewhere(listener) {
      const heard = (event: StorageEvent) => {
        if (event.key === key || event.key === null) listener()
      }
      globalThis.window?.addEventListener('storage', heard)
      return () => globalThis.window?.removeEventListener('storage', heard)
    },
  }
}

function withoutFiles(chat: KeptChat): KeptChat {
  return { ...chat, outbox: chat.outbox.filter(({ content }) => content.kind !== 'file') }
}

/** A storage; where it is forbidden, full or not there, a memory that lasts as long as the page. */
function orOnPage(storageOfPage: () => ChatStorage): ChatStorage {
  const onPage = new Map<string, string>()
  const attempt = <Result>(use: (storage: ChatStorage) => Result): Result | undefined => {
    try {
      return use(storageOfPage())
    } catch {
      return undefined
    }
  }
  return {
    getItem: (key) => onPage.get(key) ?? attempt((storage) => storage.getItem(key)) ?? null,
    setItem(key, value) {
      const kept = attempt((storage) => {
        storage.setItem(key, value)
        return true
      })
      if (kept) onPage.delete(key)
      else onPage.set(key, value)
    },
    removeItem(key) {
      onPage.delete(key)
      attempt((storage) => storage.removeItem(key))
    },
  }
}
