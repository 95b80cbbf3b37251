import type { Author } from '../contract/author'
import type { MessagePart } from '../contract/parts'
import type { EndReason } from '../contract/states'

/**
 * What a platform tells us about one conversation, in our words.
 *
 * `id` is the platform's own name for the event, by which a replay is recognised; it is unique within one platform
 * session, over all types. The id of a message is also its `messageId`, which no other message of the account may have: a
 * conversation can come back to a platform in a second session. `at` is the platform's time, ISO 8601. It is the connector's
 * own affair (`concerns`): what is shown has the time, and the order, in which the driver was told it.
 */
export type PlatformEvent =
  | PlatformMessage
  | PlatformEcho
  | PlatformTyping
  | PlatformPartial
  | PlatformReceipt
  | PlatformParticipant
  | PlatformQueue
  | PlatformState
  | PlatformInput
  | PlatformEscalated
  | PlatformEnded
  | PlatformNotice

/** Somebody at the platform said something. `id` becomes the `messageId`. */
export interface PlatformMessage {
  readonly type: 'message'
  readonly id: string
  readonly at?: string
  readonly author: Author
  readonly parts: ReadonlyArray<MessagePart>
}

/**
 * The platform shows the customer's own message, which proves that it arrived. With `messageId` where the platform gives
 * our id back; otherwise with `text`, which the driver looks for among the messages that are still unproven.
 */
export interface PlatformEcho {
  readonly type: 'echo'
  readonly id: string
  readonly messageId?: string
  readonly text?: string
}

/** Somebody at the platform is typing, or has stopped. */
export interface PlatformTyping {
  readonly type: 'typing'
  readonly author: Author
  readonly typing: boolean
}

/**
 * The whole text so far of a message that is still being written. A `message` with the same id replaces it; an empty text
 * withdraws it, for when the message turns out to have another id.
 */
export interface PlatformPartial {
  readonly type: 'partial'
  readonly id: string
  readonly author: Author
  readonly text: string
}

/** What became of one of the customer's messages. */
export interface PlatformReceipt {
  readonly type: 'receipt'
  readonly id: string
  readonly at?: string
  readonly messageId: string
  readonly status: 'delivered' | 'read' | 'failed'
  readonly code?: string
}

/** Somebody joined or left. That a person leaves is no end: another may come. */
export interface PlatformParticipant {
  readonly type: 'participant'
  readonly id: string
  readonly at?: string
  readonly change: 'joined' | 'left'
  readonly author: Author
}

/** The customer’s position in the queue and the expected wait in seconds, as far as the platform tells. */
export interface PlatformQueue {
  readonly type: 'queue'
  readonly id: string
  readonly at?: string
  readonly position?: number
  readonly waitSeconds?: number
}

/** Who has the conversation now: nobody yet, a bot, or a person. */
export interface PlatformState {
  readonly type: 'state'
  readonly id: string
  readonly at?: string
  readonly state: 'waiting' | 'with-bot' | 'with-agent'
}

/** Whether the platform expects the customer's input now. */
export interface PlatformInput {
  readonly type: 'input'
  readonly expected: boolean
}

/**
 * The platform's bot hands the conversation to a person. If the hub's settings name another platform for this
 * (`escalateTo`), that one takes over; otherwise the customer waits for the platform's own people.
 */
export interface PlatformEscalated {
  readonly type: 'escalated'
  readonly id: string
}

/** The conversation is over at the platform. */
export interface PlatformEnded {
  readonly type: 'ended'
  readonly id: string
  readonly at?: string
  readonly reason: EndReason
}

/** Something an operator should know, in a sentence without secrets and without a customer's words. */
export interface PlatformNotice {
  readonly type: 'notice'
  readonly code: string
  readonly text: string
}
