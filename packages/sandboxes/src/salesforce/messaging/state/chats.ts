import { randomUUID } from 'node:crypto'
import type { Journal } from '../../../journal/journal'
import { type Chat, chatSchema } from './chat'
import { type Entry, entrySchema } from './entry'

/** What the one who adds an entry says; the rest is filled in. */
export type NewEntry = Pick<Entry, 'entryType' | 'payload' | 'sender'> &
  Partial<Pick<Entry, 'identifier' | 'relatedRecords'>>

export interface Chats {
  get(conversationId: string): Chat | undefined
  all(): IterableIterator<Chat>
  save(chat: Chat): Chat
  add(chat: Chat, entry: NewEntry): Entry
  entries(conversationId: string): readonly Entry[]
  /** What the stream of one end user has missed. */
  entriesAfter(subject: string, eventId: number): Entry[]
  /** All entries of all conversations after this one, oldest first. */
  after(eventId: number): Entry[]
  readonly lastEventId: number
  /** Everything done inside is durable together; listeners hear of it afterwards. */
  transact<Result>(work: () => Result): Result
  onEntry(listener: (entry: Entry) => void): void
  onChange(listener: (conversationId: string) => void): void
}

// Live traces show event ids far from 1; a client must not count on small ones.
const FIRST_EVENT_ID = 2_147_867_834

export function openChats(journal: Journal): Chats {
  const chats = journal.table('chats', chatSchema)
  const log = journal.table('entries', entrySchema)
  const byConversation = new Map<string, Entry[]>()
  const bySubject = new Map<string, Entry[]>()
  const entryListeners: Array<(entry: Entry) => void> = []
  const changeListeners: Array<(conversationId: string) => void> = []
  let lastEventId = FIRST_EVENT_ID
  let fresh: Entry[] = []
  let changed = new Set<string>()
  let depth = 0

  const index = (entry: Entry) => {
    listAt(byConversation, entry.conversationId).push(entry)
    listAt(bySubject, entry.subject).push(entry)
    lastEventId = entry.eventId
  }
  for (const entry of log.values()) index(entry)

  const announce = () => {
    const entries = fresh
    const conversations = changed
    fresh = []
    changed = new Set()
    for (const entry of entries) for (const listener of entryListeners) listener(entry)
    for (const id of conversations) for (const listener of changeListeners) listener(id)
  }
  const transact = <Result>(work: () => Result): Result => {
    depth += 1
    try {
      return journal.atomically(work)
    } finally {
      depth -= 1
      if (depth === 0) announce()
    }
  }

  return {
    get: (conversationId) => chats.get(conversationId),
    all: () => chats.values(),
    save: (chat) =>
      transact(() => {
        const saved = { ...chat, updatedAt: Date.now() }
        chats.set(chat.conversationId, saved)
        changed.add(chat.conversationId)
        return saved
      }),
    add: (chat, { identifier = randomUUID(), relatedRecords = [], ...rest }) =>
      transact(() => {
        const { conversationId, subject } = chat
        const eventId = lastEventId + 1
        const entry = {
          eventId,
          conversationId,
          subject,
          identifier,
          relatedRecords,
          at: Date.now(),
          ...rest,
        }
        log.set(String(eventId), entry)
        index(entry)
        fresh.push(entry)
        changed.add(conversationId)
        return entry
      }),
    entries: (conversationId) => byConversation.get(conversationId) ?? [],
    entriesAfter: (subject, eventId) =>
      (bySubject.get(subject) ?? []).filter((entry) => entry.eventId > eventId),
    after: (eventId) => [...log.values()].filter((entry) => entry.eventId > eventId),
    get lastEventId() {
      return lastEventId
    },
    transact,
    onEntry: (listener) => void entryListeners.push(listener),
    onChange: (listener) => void changeListeners.push(listener),
  }
}

function listAt(lists: Map<string, Entry[]>, key: string): Entry[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}
