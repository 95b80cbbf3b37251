import type {
  Author,
  Availability,
  Conversation,
  ConversationState,
  CustomerMessage,
  EndReason,
  StartRequest,
  StartResult,
  Transcript,
  WebhookReply,
  WebhookRequest,
} from '@conversation-hub/core'
import type { TranscriptHandedOver } from './driving/handed-over'
import type { Listener, Subscription } from './fan-out/listener'

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

export interface StartSessionRequest {
  readonly resourceId: string
  readonly customerIdentifier?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly language?: string
  /** The same key again gives the same session, and its conversation: as long as the session lives. */
  readonly idempotencyKey?: string
}

export interface ConversationFilter {
  readonly customerIdentifier?: string
  readonly state?: ConversationState
  readonly resourceId?: string
  /** Where the last page ended. */
  readonly cursor?: string
  /** At most 200; default 50. */
  readonly limit?: number
}

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

export interface ConsentChange {
  /** ISO 8601. */
  readonly at: string
  readonly optedOut: boolean
  /** `customer`: in a message; `carrier`: it refused ours; `app`: the app recorded what it heard elsewhere. */
  readonly toldBy: 'customer' | 'carrier' | 'app'
  /** The carrier's id of the customer's message. */
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
  readonly code: string
  readonly attempts: number
  /** ISO 8601. */
  readonly failedAt: string
}

/**
 * The engine: durable conversations between customers and platforms. Every method throws
 * `ConversationError` and nothing else; what it has answered is in the database.
 */
export interface Hub {
  /** Starts a web chat session; where the resource says so, Start Conversation is fired on it, and throws as it does. */
  startSession(request: StartSessionRequest): Promise<WebSession & { readonly conversationId?: string }>
  /** The session, where it is live. */
  findSession(sessionId: string): Promise<WebSession | undefined>

  /**
   * Whether a start on the resource would lead anywhere, as far as its platform tells: its fallback where the
   * platform says `no`. Starts nothing. An answer is good for ten seconds; where the platform cannot be asked it is
   * `unknown`. Throws `resource-unknown` and `resource-without-hub`.
   */
  checkAvailability(resourceId: string): Promise<ResourceAvailability>
  /**
   * Start Conversation. Answered when it is kept; the platform is told right after that. One live conversation per
   * resource and destination: `onLive` says what happens where there is one (default: it is the answer). Throws
   * `invalid-request`, `resource-unknown`, `resource-without-hub`, `destination-invalid`, `destination-opted-out`,
   * `conversation-live` and `idempotency-conflict`.
   */
  startConversation(request: StartRequest): Promise<StartResult>
  getConversation(conversationId: string): Promise<Conversation>
  /** Newest first, a page at a time. */
  findConversations(filter: ConversationFilter): Promise<ConversationPage>

  /**
   * The customer says something. With `author` the app itself speaks to the customer instead, and the
   * platform is not told. The same `clientMessageId` twice is one message. Throws `conversation-ended`,
   * `choice-unknown`, `message-too-large` and `rate-limited`.
   */
  sendMessage(
    conversationId: string,
    message: CustomerMessage,
    options?: { readonly author?: Author },
  ): Promise<{ readonly messageId: string }>
  /** The customer sends a file, of at most 25 MiB. A platform that takes no files is told its name, and a link by `fileLink`. */
  sendFile(
    conversationId: string,
    file: Omit<KeptFile, 'fileId'> & { readonly text?: string; readonly clientMessageId?: string },
  ): Promise<{ readonly messageId: string }>
  /** A file of the conversation, by the last part of its `url` where that is a path of ours. */
  readFile(conversationId: string, fileId: string): Promise<KeptFile>
  /** Passed on at once or not at all: never kept, never repeated. */
  setTyping(conversationId: string, typing: boolean): Promise<void>
  /** The customer has got or read a message. It counts once per message and status. */
  addReceipt(
    conversationId: string,
    receipt: { readonly messageId: string; readonly status: 'delivered' | 'read' },
  ): Promise<void>
  /**
   * Ends it at once; the platform is told after what was said before. Closing twice is closing once. Default reason:
   * `operator`.
   */
  closeConversation(conversationId: string, reason?: EndReason): Promise<Conversation>
  /** Another platform takes over, and is told what was said, as far as it has room. */
  moveConversation(conversationId: string, to: { readonly platform: string }): Promise<MovedConversation>
  /** The same conversation goes on elsewhere: its history and its platform stay. */
  moveCustomer(conversationId: string, to: CustomerMove): Promise<Conversation>
  /** For this conversation; a platform that has been started already is not told. */
  updateCustomerIdentifier(conversationId: string, customerIdentifier: string): Promise<Conversation>
  /** Every message, oldest first. */
  getTranscript(conversationId: string): Promise<Transcript>
  /** Whether the customer may be written to at the resource's number, with the proof. */
  getConsent(query: ConsentQuery): Promise<Consent>
  /**
   * Records what the app heard elsewhere: consent in a form, or an opt-out by telephone. An opt-out ends the
   * customer's conversations at the number. `destination-opted-out` where consent is to be recorded for somebody
   * who has opted out: only the customer can change that.
   */
  recordConsent(
    query: ConsentQuery & { readonly optedOut: boolean; readonly proof: string },
  ): Promise<Consent>
  /** Ends the customer's live conversations, deletes everything that was kept of all of them, and answers how many. */
  eraseCustomer(customerIdentifier: string): Promise<number>

  /**
   * Every event after `afterSeq` (0: all), then the new ones as they come, until the subscription is closed. Where the
   * conversation has not got as far as `afterSeq`, as after the restore of a backup, it starts at the first event. With
   * `customerDestination` only for as long as the customer is there: `moveCustomer` ends it, on this instance at once
   * and on others within seconds.
   */
  listen(
    conversationId: string,
    afterSeq: number,
    listener: Listener,
    options?: { readonly customerDestination?: string },
  ): Promise<Subscription>
  /**
   * What a platform or carrier delivered to `/webhooks/{name}`; `name` is the connector instance's or the
   * channel adapter's. Answers what the sender wants to read, where it wants something.
   */
  receiveWebhook(name: string, request: WebhookRequest): Promise<WebhookReply | undefined>

  /** Commands that were given up, newest first: of commands and of text messages the newest 1,000 each. */
  findDeadLetters(filter?: { readonly conversationId?: string }): Promise<ReadonlyArray<DeadLetter>>
  /** Puts dead letters back to work: one by its command id, or all. Answers how many. */
  replayDeadLetters(which: { readonly commandId: string } | 'all'): Promise<number>

  /** Resolved when the database answers and this instance holds its lease; throws `database-unavailable` otherwise. */
  checkReady(): Promise<void>
  /** What is configured, for people and pages. */
  describe(): HubDescription
  /** Counters and gauges since the start, by name. */
  measure(): Readonly<Record<string, number>>
  /** Hands everything over cleanly and stops. */
  close(): Promise<void>
}

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
