import type { EndReason } from '@conversation-hub/core'
import type { ConversationRecord } from '../conversations/record'
import type { Changes, CommandToKeep } from '../journal/changes'
import type { HubContext } from './hub-context'

/** Ends a conversation and tells its platform. One that has ended already stays as it is. */
export async function closeConversation(
  { journal }: HubContext,
  id: string,
  reason: EndReason,
): Promise<void> {
  await journal.change(id, (record) => ({ ...ended(record, reason, new Date()), value: undefined }))
}

function ended({ row }: ConversationRecord, reason: EndReason, now: Date): Changes {
  if (row.state === 'ended') return {}
  return {
    events: [{ event: { type: 'state', state: 'ended', reason } }],
    commands: endCommand(row, reason),
    row: { state: 'ended', endReason: reason, endedAt: now },
  }
}

/** What the platform has to be told. It goes behind everything that was said before. */
function endCommand({ managedBy }: ConversationRecord['row'], reason: EndReason): CommandToKeep[] {
  if (managedBy === undefined) return []
  return [{ platform: managedBy, command: { type: 'end', commandId: crypto.randomUUID(), reason } }]
}
