import { composeItems, type KnownItems } from './compose-items'
import { once } from './once'
import type { OutboxEntry } from './outgoing'
import { recognise } from './recognise'
import { hear, nothingTold, type Told, without } from './told'
import type { ChatItem } from './view'
import type { Author, ConversationEvent, MessageSaid } from './wire'

/** What was told, and which of it are the customer's own messages of this page view. */
export interface ChatRecord {
  readonly told: Told
  /** Returns the `clientMessageId` of the message on its way that this event proves to have arrived. */
  hear(event: ConversationEvent, outbox: readonly OutboxEntry[]): string | undefined
  /** Those of the outbox that the hub has answered for and whose message has already been told. */
  settled(outbox: readonly OutboxEntry[]): readonly string[]
  /** The list as it is now, put together when it is first asked for. */
  items(outbox: readonly OutboxEntry[]): () => readonly ChatItem[]
  /** What is told now has been read in an earlier page view. */
  readonly isRepeating: boolean
  clear(): void
}

/** Not every platform says that somebody stopped typing. */
const typingLasts = 15_000

/**
 * @param onHush Called when a typing notice has faded by itself.
 * @param lastRead The last message that was read in this browser.
 */
export function createChatRecord(
  onHush: () => void,
  lastRead: () => string | undefined = () => undefined,
): ChatRecord {
  let told = nothingTold
  let recognised: ReadonlyMap<string, string> = new Map()
  let known: KnownItems = new WeakMap()
  /** Up to here all was read before the page was loaded. */
  let readBefore: string | undefined
  const fading = new Map<string, ReturnType<typeof setTimeout>>()

  function fadeTyping(author: Author): void {
    const key = `${author.role} ${author.name ?? ''}`
    clearTimeout(fading.get(key))
    fading.set(
      key,
      setTimeout(() => {
        told = { ...told, typing: without(told.typing, author) }
        onHush()
      }, typingLasts),
    )
  }

  function link(messageId: string, clientMessageId: string): void {
    const others = [...recognised].filter(([, ours]) => ours !== clientMessageId)
    recognised = new Map([...others, [messageId, clientMessageId]])
  }

  function arrived(message: MessageSaid, outbox: readonly OutboxEntry[]): string | undefined {
    const entry = recognise(message, outbox, recognised)
    if (!entry) return undefined
    link(message.messageId, entry.clientMessageId)
    // Of one that is tried, the answer to the repeat is still to come.
    return entry.progress.step === 'tried' ? undefined : entry.clientMessageId
  }

  return {
    get told() {
      return told
    },
    get isRepeating() {
      return (told === nothingTold ? lastRead() : readBefore) !== undefined
    },
    hear(event, outbox) {
      if (told === nothingTold) readBefore = lastRead()
      told = hear(told, event)
      if (event.type === 'typing' && event.typing) fadeTyping(event.author)
      const ours = event.type === 'message' ? arrived(event, outbox) : undefined
      const isIt = event.type === 'message' && event.messageId === readBefore
      // Should it be missing: what the customer says now comes after it, and what is not kept is never told again.
      if (isIt || ours !== undefined || event.seq === undefined) readBefore = undefined
      return ours
    },
    settled(outbox) {
      return outbox.flatMap(({ progress, clientMessageId }) => {
        if (progress.step !== 'accepted' || !hasTold(told, progress.messageId)) return []
        link(progress.messageId, clientMessageId)
        return [clientMessageId]
      })
    },
    items(outbox) {
      const now = { told, own: { outbox, recognised }, known }
      return once(() => composeItems(now.told, now.own, now.known))
    },
    clear() {
      told = nothingTold
      recognised = new Map()
      known = new WeakMap()
      for (const timer of fading.values()) clearTimeout(timer)
      fading.clear()
    },
  }
}

function hasTold({ items }: Told, messageId: string): boolean {
  return items.some((item) => item.type === 'message' && item.messageId === messageId)
}
