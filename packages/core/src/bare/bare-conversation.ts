import type { PlatformSession } from '../connector/platform-session'
import type { CustomerMessage } from '../contract/customer-message'
import type { ConversationEvent } from '../contract/events'
import type { ConversationState } from '../contract/states'

/** What a script may pass besides its request. */
export interface BareOptions {
  /** Stops everything when aborted, as `close` does. The conversation at the platform goes on. */
  readonly signal?: AbortSignal
  /** Called with what an operator should know: notices of the platform, and failures that are tried again. */
  readonly onNotice?: (text: string) => void
}

/**
 * One conversation in memory. Its commands reach the platform one at a time, in the order of the calls; a failed one does
 * not hold back the next. Every method throws `ConversationError` and nothing else: `conversation-ended` once the
 * conversation has ended, and `cancelled` once it is closed.
 */
export interface BareConversation {
  readonly conversationId: string
  readonly state: ConversationState
  /** Keep this and `cursor`, encrypted, to go on later with `resumeConversation`. */
  readonly session: PlatformSession
  /** The place in the platform's stream, where it has one. */
  readonly cursor: string | undefined
  /** Every event from the first one on, until the end. */
  events(): AsyncIterable<ConversationEvent>
  /**
   * Says something as the customer. Resolves with the `messageId` when the platform has taken it; a platform that answers
   * within its reply has then answered. When it fails, a receipt says `failed`; if the error's `outcome` is `unknown`,
   * the platform may have the message all the same. A message with the `clientMessageId` of an earlier one that did not
   * fail is not sent again.
   */
  send(message: string | CustomerMessage): Promise<{ messageId: string }>
  /**
   * Tells the platform that the customer is typing, or has stopped. Tried once; does nothing if the platform does not
   * take it.
   */
  typing(typing: boolean): Promise<void>
  /**
   * Tells the platform that the customer has received or read its message. Does nothing if the platform takes no
   * receipts.
   */
  receipt(messageId: string, status: 'delivered' | 'read'): Promise<void>
  /**
   * Ends the conversation at the platform, as the customer, and waits until the connector has recorded how it went. Does
   * nothing if it has ended already.
   */
  end(): Promise<void>
  /** Stops listening, and gives up what is under way. Leaves the conversation at the platform as it is. */
  close(): void
}
