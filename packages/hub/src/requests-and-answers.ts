import type { Availability, Conversation, ConversationState } from '@conversation-hub/core'
import type { TranscriptHandedOver } from './driving/moves/handed-over'

// What a hub takes and returns, besides the types of core's contract.

/** Whether somebody would answer a conversation started now, and at which platform. */
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
 * A request for a web chat session. `customerIdentifier`, `attributes` and `language` go to the conversation that the
 * session starts. If the resource starts none (`startOn` is not `session`), pass them to Start Conversation instead: the
 * session itself keeps only `customerIdentifier`.
 */
export interface StartSessionRequest {
  /** A web chat that belongs to a hub. */
  readonly resourceId: string
  readonly customerIdentifier?: string
  readonly attributes?: Readonly<Record<string, string>>
  /** BCP 47, for example `en-US`. */
  readonly language?: string
  /** A repeat with the same key gives the same session and its conversation, for as long as the session lives. */
  readonly idempotencyKey?: string
}

/** Which conversations to find: those that match every field that is given. */
export interface ConversationFilter {
  readonly customerIdentifier?: string
  readonly state?: ConversationState
  readonly resourceId?: string
  /** The `cursor` of the page before. */
  readonly cursor?: string
  /** At most 200; default 50. */
  readonly limit?: number
}

/** One page of conversations. */
export interface ConversationPage {
  readonly conversations: ReadonlyArray<Conversation>
  /** Present when there are more. */
  readonly cursor?: string
}

/** A conversation after a move to another platform. */
export interface MovedConversation extends Conversation {
  /** How much of what was said the new platform is told. Absent if it already had the conversation. */
  readonly transcript?: TranscriptHandedOver
}

/** Where a conversation goes on when the customer moves to another resource. */
export interface CustomerMove {
  readonly resourceId: string
  /** As for a start: a live web chat session id, or a phone number. */
  readonly customerDestination: string
  /**
   * What happens if another conversation is live there: `reject` throws `conversation-live` (default), `replace` closes
   * it.
   */
  readonly onLive?: 'reject' | 'replace' | undefined
}

/** Whether a customer may be written to, and how that is known. */
export interface Consent {
  /** The number that customers see and write to. Consent belongs to it. */
  readonly address: string
  readonly customerDestination: string
  readonly optedOut: boolean
  /** Oldest first. */
  readonly changes: ReadonlyArray<ConsentChange>
}

/** One time that the customer's wish became known, and how. */
export interface ConsentChange {
  /** ISO 8601. */
  readonly at: string
  readonly optedOut: boolean
  /** `customer`: by a message of theirs. `carrier`: it refused a message of ours. `app`: the app recorded it. */
  readonly toldBy: 'customer' | 'carrier' | 'app'
  /** The carrier's id of the customer's message, or of ours that it refused. */
  readonly messageId?: string
  /** The customer's words, or the app's account of how it heard. */
  readonly proof?: string
}

/** Whose consent, and for which resource's number. */
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

/** A command or text message that was given up. */
export interface DeadLetter {
  readonly conversationId: string
  readonly commandId: string
  /** The connector instance; for a text message to the customer (`deliver`), the channel resource. */
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
  /** For each name, the id of the resource that it stands for in this environment. */
  readonly bindings: Readonly<Record<string, string>>
  /** The names under which deliveries are received, at `/webhooks/{name}`. */
  readonly webhooks: ReadonlyArray<string>
}

/** What starts a conversation on a resource: a web chat session, an inbound text message, or only a request. */
export type StartTrigger = 'session' | 'inbound' | 'request'
