import type { Availability, Conversation, ConversationState } from '@conversation-hub/core'
import type { TranscriptHandedOver } from './driving/moves/handed-over'

// What a hub is asked and what it answers, beside the shapes of core's contract.

/** Whether a start would lead anywhere, and at which platform. */
export interface ResourceAvailability extends Availability {
  /** The connector instance that a start would reach. */
  readonly platform: string
}

/** A web chat session: the destination of a conversation in a browser. */
export interface WebSession {
  readonly sessionId: string
  readonly resourceId: string
  readonly customerIdentifier?: string
  /** ISO 8601. */
  readonly expiresAt: string
}

/**
 * A web chat session to be started. Who the customer is, the attributes and the language are those of the conversation
 * that the session starts. Where the resource starts none (`startOn` is not `session`), give them to Start Conversation:
 * of the session, `customerIdentifier` alone is kept.
 */
export interface StartSessionRequest {
  /** A web chat that belongs to a hub. */
  readonly resourceId: string
  readonly customerIdentifier?: string
  readonly attributes?: Readonly<Record<string, string>>
  /** BCP 47, for example `en-US`. */
  readonly language?: string
  /** The same key again gives the same session, and its conversation: as long as the session lives. */
  readonly idempotencyKey?: string
}

/** Which conversations are looked for: those of which everything holds that is given. */
export interface ConversationFilter {
  readonly customerIdentifier?: string
  readonly state?: ConversationState
  readonly resourceId?: string
  /** Where the last page ended. */
  readonly cursor?: string
  /** At most 200; default 50. */
  readonly limit?: number
}

/** One page of what was found. */
export interface ConversationPage {
  readonly conversations: ReadonlyArray<Conversation>
  /** Present when there are more. */
  readonly cursor?: string
}

/** A conversation after a move to another platform. */
export interface MovedConversation extends Conversation {
  /** How much of what was said the new platform was told. Absent where it had the conversation already. */
  readonly transcript?: TranscriptHandedOver
}

/** Where a customer goes on. */
export interface CustomerMove {
  readonly resourceId: string
  /** As of a start: a live session of a web chat, or a phone number. */
  readonly customerDestination: string
  /** Where another conversation is live there: an error (default), or it is closed. */
  readonly onLive?: 'reject' | 'replace' | undefined
}

/** What is known of whether a customer may be written to, and how it became known. */
export interface Consent {
  /** The number that customers see and write to: consent is kept for it. */
  readonly address: string
  readonly customerDestination: string
  readonly optedOut: boolean
  /** Oldest first. */
  readonly changes: ReadonlyArray<ConsentChange>
}

/** What became known of the customer’s will, and how. */
export interface ConsentChange {
  /** ISO 8601. */
  readonly at: string
  readonly optedOut: boolean
  /** `customer`: in a message; `carrier`: it refused ours; `app`: the app recorded what it heard elsewhere. */
  readonly toldBy: 'customer' | 'carrier' | 'app'
  /** The carrier's id of the customer's message, or of ours that it refused. */
  readonly messageId?: string
  /** The customer's words, or the app's account of how it heard. */
  readonly proof?: string
}

/** Whose consent, at which number. */
export interface ConsentQuery {
  readonly resourceId: string
  readonly customerDestination: string
}

/** A file as it is kept with a conversation. */
export interface KeptFile {
  readonly fileId: string
  readonly name: string
  readonly mediaType: string
  readonly content: Uint8Array
}

/** A command that was given up. */
export interface DeadLetter {
  readonly conversationId: string
  readonly commandId: string
  /** The connector instance; of a message to the customer (`deliver`), the channel resource. */
  readonly platform: string
  readonly command: 'start' | 'send' | 'end' | 'conclude' | 'deliver'
  /** Why it was given up: an error code. */
  readonly code: string
  readonly attempts: number
  /** ISO 8601. */
  readonly failedAt: string
}

/** What is configured. */
export interface HubDescription {
  readonly resources: ReadonlyArray<{
    readonly resourceId: string
    readonly channel: 'web-chat' | 'sms'
    readonly hub?: string
    readonly platform?: string
    readonly startOn: StartTrigger
    /** The number that customers see and write to. */
    readonly address?: string
  }>
  readonly platforms: ReadonlyArray<{ readonly name: string; readonly platform: string }>
  /** By name, the id of the resource that the environment binds to it. */
  readonly bindings: Readonly<Record<string, string>>
  /** The names under which deliveries are received, at `/webhooks/{name}`. */
  readonly webhooks: ReadonlyArray<string>
}

/** What starts a conversation on a resource: its session, the first inbound message, or only the API. */
export type StartTrigger = 'session' | 'inbound' | 'request'
