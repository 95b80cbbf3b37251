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
import type { Listener, Subscription } from './fan-out/listener'
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

/**
 * The engine: durable conversations between customers and platforms. Whatever a method has confirmed is in the database.
 *
 * Every method throws `ConversationError` and nothing else: the codes that it names, `database-unavailable` while nothing
 * can be read or kept, and, if it takes a conversation's id, `conversation-not-found`.
 */
export interface Hub {
  /**
   * Starts a web chat session, which lives for 24 hours. If the resource says so (`startOn: 'session'`), it also starts a
   * conversation. Throws `invalid-request`, `resource-unknown`, `resource-without-hub` and `idempotency-conflict`.
   */
  startSession(request: StartSessionRequest): Promise<WebSession & { readonly conversationId?: string }>
  /** The session, or `undefined` if there is none or it has expired. */
  findSession(sessionId: string): Promise<WebSession | undefined>

  /**
   * Whether somebody would answer a conversation started now on this resource, as far as its platform tells; if that says
   * `no`, its fallback is asked. Starts nothing. Answers are cached for ten seconds. `unknown` if the platform cannot be
   * asked. Throws `resource-unknown` and `resource-without-hub`.
   */
  checkAvailability(resourceId: string): Promise<ResourceAvailability>
  /**
   * Start Conversation. Resolves when the conversation is kept; the platform is told right after that. There is one live
   * conversation per resource and destination: `onLive` says what happens if there already is one (default: that one is
   * returned). Throws `invalid-request`, `resource-unknown`, `resource-without-hub`, `destination-invalid`,
   * `destination-opted-out`, `conversation-live`, `idempotency-conflict` and `rate-limited`.
   */
  startConversation(request: StartRequest): Promise<StartResult>
  /** The conversation as it is now. */
  getConversation(conversationId: string): Promise<Conversation>
  /**
   * Conversations that match, newest first, a page at a time. One that only a newer version of the hub can read is left
   * out, which the log says. Throws `invalid-request` for a cursor that did not come from a page.
   */
  findConversations(filter: ConversationFilter): Promise<ConversationPage>

  /**
   * The customer says something. With `author`, the app itself speaks to the customer instead, and the platform is not
   * told. The same `clientMessageId` again makes no second message. Throws `invalid-request`, `conversation-ended`,
   * `choice-unknown`, `message-too-large` and `rate-limited`.
   */
  sendMessage(
    conversationId: string,
    message: CustomerMessage,
    options?: { readonly author?: Author },
  ): Promise<{ readonly messageId: string }>
  /**
   * The customer sends a file of at most 25 MiB, with a text if wanted (as long as a message may be). All files of one
   * conversation together have at most 250 MiB. A platform that takes no files is told the file's name, and a link where
   * the settings have `fileLink`. The same `clientMessageId` again makes no second message. Throws `conversation-ended`,
   * `message-too-large` and `rate-limited`.
   */
  sendFile(
    conversationId: string,
    file: Omit<KeptFile, 'fileId'> & { readonly text?: string; readonly clientMessageId?: string },
  ): Promise<{ readonly messageId: string }>
  /**
   * A file of the conversation. `fileId` is the last part of an attachment's `url`, if that is a path of ours. Throws
   * `not-found`, and for a file that the platform keeps whatever the platform answered.
   */
  readFile(conversationId: string, fileId: string): Promise<KeptFile>
  /** The customer is typing, or has stopped. Passed on at once or not at all: never kept, never repeated. */
  setTyping(conversationId: string, typing: boolean): Promise<void>
  /**
   * The customer has received or read a message. Counts once per message and status. Throws `invalid-request` if the
   * message does not belong to the conversation.
   */
  addReceipt(
    conversationId: string,
    receipt: { readonly messageId: string; readonly status: 'delivered' | 'read' },
  ): Promise<void>
  /**
   * Ends the conversation at once; the platform is told after it has been told what was said before. Closing again
   * changes nothing. Default reason: `operator`.
   */
  closeConversation(conversationId: string, reason?: EndReason): Promise<Conversation>
  /**
   * Another platform takes over. It is told what was said, as much as it takes. Throws `conversation-ended` and
   * `platform-unknown`.
   */
  moveConversation(conversationId: string, to: { readonly platform: string }): Promise<MovedConversation>
  /**
   * The conversation goes on at another resource, for example by SMS; it keeps its history and its platform. Throws
   * `conversation-ended`, `conversation-live`, `destination-invalid`, `destination-opted-out`, `resource-unknown` and
   * `resource-without-hub`.
   */
  moveCustomer(conversationId: string, to: CustomerMove): Promise<Conversation>
  /**
   * Changes it for this conversation. A platform that already has the conversation is not told. Throws
   * `invalid-request`.
   */
  updateCustomerIdentifier(conversationId: string, customerIdentifier: string): Promise<Conversation>
  /** Every message, oldest first. */
  getTranscript(conversationId: string): Promise<Transcript>
  /**
   * Whether the customer may be written to from the resource's number, and how that is known. Throws
   * `destination-invalid`, `resource-unknown`, `resource-without-hub`, and `not-supported` for a resource without a
   * carrier.
   */
  getConsent(query: ConsentQuery): Promise<Consent>
  /**
   * Records what the app heard elsewhere, for example consent in a form, or an opt-out by telephone. An opt-out ends the
   * customer's conversations at that number. Throws `destination-opted-out` when consent is recorded for somebody who has
   * opted out, because only the customer can change that; otherwise the codes of `getConsent`, and `invalid-request`.
   */
  recordConsent(
    query: ConsentQuery & { readonly optedOut: boolean; readonly proof: string },
  ): Promise<Consent>
  /** Ends the customer's live conversations and deletes everything kept of all of them. Returns how many there were. */
  eraseCustomer(customerIdentifier: string): Promise<number>

  /**
   * Tells the listener every event after `afterSeq` (0: all), then new ones as they come, until the subscription is
   * closed. If the conversation has not reached `afterSeq`, for example after a backup was restored, it begins with the
   * first event. With `customerDestination`, only for as long as the customer is there: `moveCustomer` ends it, on this
   * instance at once and on others within seconds.
   */
  listen(
    conversationId: string,
    afterSeq: number,
    listener: Listener,
    options?: { readonly customerDestination?: string },
  ): Promise<Subscription>
  /**
   * Takes what a platform or carrier delivered to `/webhooks/{name}`; `name` is that of the connector instance or channel
   * adapter. Resolves when it is kept, with the answer that the sender expects, if any. Throws `not-found` for another
   * name, `unauthorized` for a request that the sender did not make, and whatever the connector or adapter throws.
   */
  receiveWebhook(name: string, request: WebhookRequest): Promise<WebhookReply | undefined>

  /** What was given up, newest first: at most 1,000 commands to platforms and 1,000 text messages to customers. */
  findDeadLetters(filter?: { readonly conversationId?: string }): Promise<ReadonlyArray<DeadLetter>>
  /** Tries dead letters again: one, by its command id, or all. Returns how many. */
  replayDeadLetters(which: { readonly commandId: string } | 'all'): Promise<number>
  /**
   * Forgets dead letters that nobody will try again: one, by its command id, or all; but no `start`, whose conversation is
   * closed or moved instead. What the customer was told of a message stays. Returns how many.
   */
  discardDeadLetters(which: { readonly commandId: string } | 'all'): Promise<number>

  /** Resolves if the database answers and this instance holds its lease. Throws `database-unavailable` otherwise. */
  checkReady(): Promise<void>
  /** What is configured, for people and pages. */
  describe(): HubDescription
  /** Counters and gauges since the start, by name. */
  measure(): Readonly<Record<string, number>>
  /**
   * Stops, and hands everything over to the other instances. Waits for what is under way, at most nine seconds. Calling
   * it again changes nothing.
   */
  close(): Promise<void>
}
