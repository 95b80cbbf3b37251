import type { SpokenLine, StartCommand } from '@conversation-hub/core'
import type { ConversationRow } from './conversation-row'

/** The command that begins a conversation at a platform, which is told the `transcript` of what was said before. */
export function startCommand(row: ConversationRow, transcript: ReadonlyArray<SpokenLine>): StartCommand {
  return {
    type: 'start',
    commandId: crypto.randomUUID(),
    conversationId: row.id,
    channel: row.channel,
    customerDestination: row.destination,
    attributes: row.attributes,
    ...(row.customerIdentifier !== undefined && { customerIdentifier: row.customerIdentifier }),
    ...(row.language !== undefined && { language: row.language }),
    ...(transcript.length > 0 && { transcript }),
  }
}
