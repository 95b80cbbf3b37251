import type { ErrorCode } from '@conversation-hub/core'
import type { Caller } from '../access/caller'

/** What is known about a request when it has been answered. */
export interface RequestRecord {
  readonly requestId: string
  readonly method: string
  /** Without the query, which may contain a signature. */
  readonly path: string
  /** The pattern of the path, for metrics. */
  route?: string
  caller?: Caller
  conversationId?: string
  code?: ErrorCode
  /** The caller asked for somebody else's conversation. */
  refusedConversation?: boolean
  /** Where an unexpected error was thrown: its kind and its places in the code, without its message. */
  thrown?: string
}
