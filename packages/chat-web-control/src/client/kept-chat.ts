import { createListeners } from './listeners'
import { type OutboxEntry, withoutFiles } from './outgoing'
import { type ChatStorage, orOnPage } from './page-storage'
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

export interface ChatMemory {
  read(): KeptChat | undefined
  /** Reads and writes in one go, because another tab of the same site writes to the same place. */
  change(change: (kept: KeptChat) => KeptChat): void
  keep(chat: KeptChat): void
  forget(): void
  /** Calls when another tab, or another chat of this page, changed what is kept; returns the way to stop that. */
  onElsewhere(listener: () => void): () => void
}

/** A chat begun without a name is gone on with when the person is known; one of somebody else is not. */
export function belongsTo(
  kept: Pick<KeptChat, 'customerIdentifier'>,
  customerIdentifier: string | undefined,
): boolean {
  return kept.customerIdentifier === undefined || kept.customerIdentifier === customerIdentifier
}

/**
 * The kept chat that this customer may go on with. From then on it is theirs, also where it was begun without a name: whoever
 * uses the same computer after they have signed out does not see it.
 *
 * @param instead The chat that is left for it. One where the customer is named is left for none where nobody is.
 */
export function keptFor(
  customerIdentifier: string | undefined,
  memory: ChatMemory,
  instead?: KeptChat,
): KeptChat | undefined {
  const kept = memory.read()
  if (!kept || !belongsTo(kept, customerIdentifier)) return undefined
  if (instead && instead.customerIdentifier !== kept.customerIdentifier) return undefined
  if (kept.customerIdentifier === customerIdentifier) return kept
  const own = { ...kept, customerIdentifier }
  memory.keep(own)
  return own
}

/** What is kept anew, by key, and by which memory: a browser tells it to its other pages, and not within one. */
const keptAnew = createListeners<[key: string, by: ChatStorage]>()

/** One memory per server and channel resource. */
export function chatMemory(server: string, resourceId: string, given?: ChatStorage): ChatMemory {
  const storage = orOnPage(() => given ?? globalThis.localStorage)
  const key = `conversation-hub:chat:${server}:${resourceId}`
  const read = () => readKeptChat(storage.getItem(key))
  const keep = (chat: KeptChat) => {
    storage.setItem(key, JSON.stringify({ ...chat, outbox: withoutFiles(chat.outbox) }))
    keptAnew.call(key, storage)
  }
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
      const stop = keptAnew.add((changed, by) => {
        if (changed === key && by !== storage) listener()
      })
      return () => {
        stop()
        globalThis.window?.removeEventListener('storage', heard)
      }
    },
  }
}
