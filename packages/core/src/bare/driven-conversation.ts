import type { BareConversation } from './bare-conversation'
import type { ConversationRecord } from './conversation-record'
import type { SessionKeeper } from './session-keeper'

type Speech = Pick<BareConversation, 'send' | 'typing' | 'receipt' | 'end'>

interface Parts {
  readonly conversationId: string
  readonly record: ConversationRecord
  readonly sessions: SessionKeeper
  readonly place: { readonly cursor: string | undefined }
  /** Called when the customer speaks for the first time: many a script only starts conversations. */
  readonly speak: () => Speech
  /** Resolved when what the connector writes down at the end is written; absent before the end. */
  readonly concluded: () => Promise<void> | undefined
  readonly close: () => void
}

/**
 * What a script holds of its conversation. A class, because accessors in an object literal would cost every
 * single conversation a hidden class of its own, and a start as much again as the HTTP call it makes.
 */
export class DrivenConversation implements BareConversation {
  readonly #parts: Parts
  #speech: Speech | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get conversationId() {
    return this.#parts.conversationId
  }
  get state() {
    return this.#parts.record.state
  }
  get session() {
    return this.#parts.sessions.current
  }
  get cursor() {
    return this.#parts.place.cursor
  }

  get #customer(): Speech {
    this.#speech ??= this.#parts.speak()
    return this.#speech
  }

  events: BareConversation['events'] = () => this.#parts.record.log.read()
  send: BareConversation['send'] = (message) => this.#customer.send(message)
  typing: BareConversation['typing'] = (typing) => this.#customer.typing(typing)
  receipt: BareConversation['receipt'] = (messageId, status) => this.#customer.receipt(messageId, status)
  end: BareConversation['end'] = () => this.#customer.end().then(() => this.#parts.concluded())
  close: BareConversation['close'] = () => this.#parts.close()
}
