import type { PlatformSession } from '../connector/platform-session'
import type { CustomerMessage } from '../contract/customer-message'
import type { ConversationEvent } from '../contract/events'
import type { ConversationState } from '../contract/states'

/** What a script may give beside its request. */
export interface BareOptions {
  /** Stops everything, as `close` does; the conversation at the platform goes on. */
  readonly signal?: AbortSignal
  /** What an operator should know: notices of the platform and troubles that are being retried. */
  readonly onNotice?: (text: string) => void
}

/**
 * One conversation in memory. Its commands reach the platform one at a time, in the order of the calls; a
 * failed one does not hold the next back. Every method throws `ConversationError` and nothing else, with
 * `conversation-ended` once the conversation has ended and `cancelled` once it is closed.
 */
export interface BareConversation {
  readonly conversationId: string
  readonly state: ConversationState
  /** Keep these two, encrypted, to go on later with `resumeConversation`. */
  readonly session: PlatformSession
  readonly cursor: string | undefined
  /** Everything that happened and happens, from the first event on, until the end. */
  events(): AsyncIterable<ConversationEvent>
  /**
   * Says something as the customer. Resolved with the `messageId` when the platform has taken it; a platform
   * that answers in its reply has then said its answer. When it fails, a receipt says `failed`; with the
   * error's `outcome: 'unknown'` the platform may have it all the same. A message with the `clientMessageId`
   * of an earlier one that did not fail is not sent again.
   */
  send(message: string | CustomerMessage): Promise<{ messageId: string }>
  /** Tells the platform that the customer types; tried once. Nothing happens where the platform has no typing. */
  typing(typing: boolean): Promise<void>
  /** Tells the platform what became of its message. Nothing happens where it has no receipts. */
  receipt(messageId: string, status: 'delivered' | 'read'): Promise<void>
  /**
   * Ends the conversation at the platform, as the customer, and waits for what the connector then writes down.
   * Nothing happens when it has ended already.
   */
  end(): Promise<void>
  /** Stops listening and gives up what is under way; leaves the conversation at the platform as it is. */
  close(): void
}
