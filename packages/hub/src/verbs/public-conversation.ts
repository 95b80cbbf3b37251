import type { Conversation } from '@conversation-hub/core'
import type { ConversationRow } from '../conversations/conversation-row'

/** A conversation as outsiders see it. */
export function publicConversation(row: ConversationRow): Conversation {
  return {
    conversationId: row.id,
    resourceId: row.resourceId,
    customerDestination: row.destination,
    ...(row.customerIdentifier !== undefined && { customerIdentifier: row.customerIdentifier }),
    state: row.state,
    ...(row.managedBy !== undefined && { managedBy: row.managedBy }),
    ...(row.endReason !== undefined && { endReason: row.endReason }),
    attributes: { ...row.attributes },
    createdAt: row.createdAt.toISOString(),
    ...(row.endedAt !== undefined && { endedAt: row.endedAt.toISOString() }),
  }
}
