import type { Outgoing } from './outgoing'
import type { Queue, ToldMessage } from './told'
import type { Author, ParticipantChanged } from './wire'

/**
 * - `opening`: a session is being made or found again.
 * - `open`: the customer can write.
 * - `ended`: the conversation is over; `endReason` says why.
 * - `expired`: the session is over and the conversation cannot be gone on with.
 * - `unavailable`: the hub refuses to start a chat here.
 */
export type ChatPhase = 'opening' | 'open' | 'ended' | 'expired' | 'unavailable'

/** Everything a page needs to show a chat. Replaced as a whole with every change; items that stay are the same objects. */
export interface ChatView {
  readonly phase: ChatPhase
  /** `quiet`: there is no conversation yet, so there is nothing to be connected to. `lost`: it is tried again. */
  readonly connection: 'quiet' | 'connecting' | 'connected' | 'lost'
  readonly conversationId?: string | undefined
  readonly items: readonly ChatItem[]
  /** What is told now was read here before the page was loaded anew: nobody has to be told of it. */
  readonly isRepeating: boolean
  readonly typing: readonly Author[]
  readonly queue?: Queue | undefined
  /**
   * Whether the platform expects the customer's words now; `false` while it takes nothing but the answer to what it
   * has asked. Absent where it says nothing about it, as after a reload.
   */
  readonly expectsInput?: boolean | undefined
  readonly state?: string | undefined
  readonly endReason?: string | undefined
  /** Quick replies and forms used, on this device or another, by message id: the choice's id, or the form's. */
  readonly answers: Readonly<Record<string, string>>
}

/** `key` stays the same from the first show of an item on, also when a pending message becomes a sent one. */
export type ChatItem =
  | { readonly kind: 'message'; readonly key: string; readonly message: ToldMessage }
  | { readonly kind: 'participant'; readonly key: string; readonly participant: ParticipantChanged }
  | { readonly kind: 'partial'; readonly key: string; readonly author: Author; readonly text: string }
  | PendingItem

/** What the customer has said and the conversation does not show yet. */
export interface PendingItem {
  readonly kind: 'pending'
  readonly key: string
  readonly clientMessageId: string
  readonly content: Outgoing
  /** ISO 8601. */
  readonly at: string
  readonly status: 'sending' | 'sent' | 'refused'
  /** Why it was refused, a code of the hub's error table, where the hub told. */
  readonly code?: string | undefined
}
