import type { BareConversation } from './bare-conversation'
import type { ConversationRecord } from './conversation-record'
import type { SessionKeeper } from './session-keeper'

interface Parts {
  readonly conversationId: string
  readonly record: ConversationRecord
  readonly sessions: SessionKeeper
  readonly place: { readonly cursor: string | undefined }
  readonly speech: Pick<BareConversation, 'send' | 'typing' | 'receipt' | 'end'>
  readonly close: () => void
}

/**
 * What a script holds of its conversation. A class, because accessors in an object literal would cost every
 * single conversation a hidden class of its own, and a start as much again as the HTTP call it makes.
 */
export class DrivenConversation implements BareConversation {
  readonly #parts: Parts

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

  events: BareConversation['events'] = () => this.#parts.record.log.read()
  send: BareConversation['send'] = (message) => this.#parts.speech.send(message)
  typing: BareConversation['typing'] = (typing) => this.#parts.speech.typing(typing)
  receipt: BareConversation['receipt'] = (messageId, status) => this.#parts.speech.receipt(messageId, status)
  end: BareConversation['end'] = () => this.#parts.speech.end()
  close: BareConversation['close'] = () => this.#parts.close()
}
