import { ConversationError } from '@conversation-hub/core'
import type { ConversationRow } from './conversation-row'

/** The error of whatever cannot be done after the end. */
export function conversationEnded({ endReason }: Pick<ConversationRow, 'endReason'>): ConversationError {
  const reason = endReason === undefined ? '' : ` (${endReason})`
  return new ConversationError('conversation-ended', `The conversation has ended${reason}; start a new one.`)
}
