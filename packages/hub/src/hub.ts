import type {
  Author,
  Conversation,
  CustomerMessage,
  EndReason,
  StartRequest,
  StartResult,
  Transcript,
  WebhookReply,
  WebhookRequest,
} from '@conversation-hub/core'
import type {
  Consent,
  ConsentQuery,
  ConversationFilter,
  ConversationPage,
  CustomerMove,
  DeadLetter,
  HubDescription,
  KeptFile,
  MovedConversation,
  ResourceAvailability,
  StartSessionRequest,
  WebSession,
} from './requests-and-answers'
import type { Listener, Subscription } from './fan-out/listener'

/**
 * The engine: durable conversations between customers and platforms. What it has answered is in the database.
 *
 * Every method throws `ConversationError` and nothing else: those that take a conversation's id `conversation-not-found`
 * where there is none, all `database-unavailable` while nothing can be read or kept, and each the codes that it names.
 */
export interface Hub {
  /**
   * Starts a web chat session, which lives 24 hours; where the resource says so, Start Conversation is fired on it.
   * Throws `invalid-request`, `resource-unknown`, `resource-without-hub` and `idempotency-conflict`.
   */
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
   * `conversation-live`, `idempotency-conflict` and `rate-limited`.
   */
  startConversation(request: StartRequest): Promise<StartResult>
  /** The conversation as it is now. */
  getConversation(conversationId: string): Promise<Conversation>
  /**
   * Newest first, a page at a time; without what only a newer version, beside this one, can read, which the log says. Throws
   * `invalid-request` for a cursor that no page gave.
   */
  findConversations(filter: ConversationFilter): Promise<ConversationPage>

  /**
   * The customer says something. With `author` the app itself speaks to the customer instead, and the
   * platform is not told. The same `clientMessageId` twice is one message. Throws `invalid-request`,
   * `conversation-ended`, `choice-unknown`, `message-too-large` and `rate-limited`.
   */
  sendMessage(
    conversationId: string,
    message: CustomerMessage,
    options?: { readonly author?: Author },
  ): Promise<{ readonly messageId: string }>
  /**
   * The customer sends a file, of at most 25 MiB, and a text as long as a message's; the files of one conversation have at
   * most 250 MiB together. A platform that takes no files is told its name, and a link by `fileLink`. The same
   * `clientMessageId` twice is one message. Throws `conversation-ended`, `message-too-large` and `rate-limited`.
   */
  sendFile(
    conversationId: string,
    file: Omit<KeptFile, 'fileId'> & { readonly text?: string; readonly clientMessageId?: string },
  ): Promise<{ readonly messageId: string }>
  /**
   * A file of the conversation, by the last part of its `url` where that is a path of ours. Throws `not-found`, and of a
   * file that its platform keeps what the platform answered.
   */
  readFile(conversationId: string, fileId: string): Promise<KeptFile>
  /** Passed on at once or not at all: never kept, never repeated. */
  setTyping(conversationId: string, typing: boolean): Promise<void>
  /**
   * The customer has got or read a message. It counts once per message and status. Throws `invalid-request` for a message
   * that is not of the conversation.
   */
  addReceipt(
    conversationId: string,
    receipt: { readonly messageId: string; readonly status: 'delivered' | 'read' },
  ): Promise<void>
  /**
   * Ends it at once; the platform is told after what was said before. Closing twice is closing once. Default reason:
   * `operator`.
   */
  closeConversation(conversationId: string, reason?: EndReason): Promise<Conversation>
  /**
   * Another platform takes over, and is told what was said, as far as it has room. Throws `conversation-ended` and
   * `platform-unknown`.
   */
  moveConversation(conversationId: string, to: { readonly platform: string }): Promise<MovedConversation>
  /**
   * The same conversation goes on elsewhere: its history and its platform stay. Throws `conversation-ended`,
   * `conversation-live`, `destination-invalid`, `destination-opted-out`, `resource-unknown` and `resource-without-hub`.
   */
  moveCustomer(conversationId: string, to: CustomerMove): Promise<Conversation>
  /** For this conversation; a platform that has been started already is not told. Throws `invalid-request`. */
  updateCustomerIdentifier(conversationId: string, customerIdentifier: string): Promise<Conversation>
  /** Every message, oldest first. */
  getTranscript(conversationId: string): Promise<Transcript>
  /**
   * Whether the customer may be written to at the resource's number, with the proof. Throws `destination-invalid`,
   * `resource-unknown`, `resource-without-hub`, and `not-supported` for a resource without a carrier.
   */
  getConsent(query: ConsentQuery): Promise<Consent>
  /**
   * Records what the app heard elsewhere: consent in a form, or an opt-out by telephone. An opt-out ends the
   * customer's conversations at the number. `destination-opted-out` where consent is to be recorded for somebody
   * who has opted out: only the customer can change that. Otherwise throws as `getConsent`, and `invalid-request`.
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
   * channel adapter's. Answered when it is kept: what the sender wants to read, where it wants something. Throws
   * `not-found` for another name, `unauthorized` for what is not the sender's, and what the connector or adapter throws.
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
  /**
   * Hands everything over cleanly and stops: what is under way is waited for, nine seconds at most. Calling it twice is
   * closing once.
   */
  close(): Promise<void>
}
