import type { Outgoing } from './outgoing'
import type { Queue, ToldMessage } from './told'
import type { Author, ParticipantChanged } from './wire'

/**
 * - `opening`: a session is being made or found again.
 * - `open`: the customer can write.
 * - `ended`: the conversation is over; `endReason` says why.
 * - `expired`: the session is over, and the conversation cannot be continued.
 * - `unavailable`: the hub refuses to start a chat here.
 */
export type ChatPhase = 'opening' | 'open' | 'ended' | 'expired' | 'unavailable'

/**
 * Everything a page needs to show a chat. Every change replaces it as a whole; items that have not changed stay the
 * same objects.
 */
export interface ChatView {
  readonly phase: ChatPhase
  /** `quiet`: there is no conversation yet, so nothing to connect to. `lost`: the client is trying to reconnect. */
  readonly connection: 'quiet' | 'connecting' | 'connected' | 'lost'
  readonly conversationId?: string | undefined
  readonly items: readonly ChatItem[]
  /** After a reload, the client is repeating what was already shown before, so it should not be announced again. */
  readonly isRepeating: boolean
  readonly typing: readonly Author[]
  readonly queue?: Queue | undefined
  /**
   * Whether the platform expects the customer to write now. `false` while it accepts only an answer to its question.
   * Absent if it has said nothing about that, for example after a reload.
   */
  readonly expectsInput?: boolean | undefined
  readonly state?: string | undefined
  readonly endReason?: string | undefined
  /** Quick replies and forms used, on this device or another, by message id: the choice's id, or the form's. */
  readonly answers: Readonly<Record<string, string>>
}

/** One item of the chat. Its `key` never changes, not even when a pending message becomes a sent one. */
export type ChatItem =
  | { readonly kind: 'message'; readonly key: string; readonly message: ToldMessage }
  | { readonly kind: 'participant'; readonly key: string; readonly participant: ParticipantChanged }
  | { readonly kind: 'partial'; readonly key: string; readonly author: Author; readonly text: string }
  | PendingItem

/** Something that the customer has said and the conversation does not show yet. */
export interface PendingItem {
  readonly kind: 'pending'
  readonly key: string
  readonly clientMessageId: string
  readonly content: Outgoing
  /** ISO 8601. */
  readonly at: string
  readonly status: 'sending' | 'sent' | 'refused'
  /** Why it was refused, if the hub said so: a code from its table of errors. */
  readonly code?: string | undefined
}
