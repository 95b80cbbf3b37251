import { belongsTo, type ChatMemory } from './kept-chat'
import type { Outbox } from './outbox'
import { type OutboxEntry, withoutFiles } from './outgoing'
import { orOnPage } from './page-storage'
import { readKeptWords } from './read-kept'
import type { ChatClientSettings } from './settings'

/** Keeps what is on its way over a reload: with the chat, or by itself while there is no session yet. */
export interface KeptOutbox {
  /** What this customer said before there was a session, in an earlier page view. */
  readEarly(): readonly OutboxEntry[]
  keep(outbox: Outbox, sessionId: string | undefined): void
}

/**
 * What is said before there is a session belongs to no chat. By default it is kept for the tab it was written in
 * only (sessionStorage): whoever opens the page later on the same computer neither sees nor sends it.
 */
export function keptOutbox(settings: ChatClientSettings, memory: ChatMemory): KeptOutbox {
  const { server = '', resourceId, customerIdentifier } = settings
  const storage = orOnPage(() => settings.storage ?? globalThis.sessionStorage)
  const key = `conversation-hub:early:${server}:${resourceId}`
  function readEarly(): readonly OutboxEntry[] {
    const early = readKeptWords(storage.getItem(key))
    return belongsTo(early, customerIdentifier) ? early.outbox : []
  }

  return {
    readEarly,
    keep(outbox, sessionId) {
      if (sessionId === undefined) {
        const early = { customerIdentifier, outbox: withoutFiles(outbox.mergedInto(readEarly())) }
        if (early.outbox.length > 0) return storage.setItem(key, JSON.stringify(early))
      } else {
        memory.change((kept) =>
          kept.sessionId === sessionId ? { ...kept, outbox: outbox.mergedInto(kept.outbox) } : kept,
        )
      }
      storage.removeItem(key)
    },
  }
}
