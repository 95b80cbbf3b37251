import type { EndReason } from '@conversation-hub/core'
import type { ConversationRecord } from '../conversations/record'
import type { Changes, CommandToKeep } from './changes'
import type { Journal } from './journal'

interface Writing {
  readonly journal: Pick<Journal, 'change'>
}

/** Ends a conversation and tells its platform. One that has already ended stays as it is. */
export async function closeConversation({ journal }: Writing, id: string, reason: EndReason): Promise<void> {
  await journal.change(id, (record) => ({ ...endOf(record, reason), value: undefined }))
}

/** A place at which there is one live conversation. */
interface Place {
  readonly resourceId: string
  readonly destination: string
}

/** Ends a conversation to make room at a place. If its customer has gone on elsewhere meanwhile, it stays live there. */
export async function closeAt(
  { journal }: Writing,
  id: string,
  { resourceId, destination }: Place,
): Promise<void> {
  await journal.change(id, (record) => {
    const isThere = record.row.resourceId === resourceId && record.row.destination === destination
    return { ...(isThere && endOf(record, 'operator')), value: undefined }
  })
}

/** What changes when a conversation ends for this reason. */
export function endOf({ row }: ConversationRecord, reason: EndReason): Changes {
  if (row.state === 'ended') return {}
  return {
    events: [{ event: { type: 'state', state: 'ended', reason } }],
    commands: endCommand(row, reason),
    row: { state: 'ended', endReason: reason },
  }
}

/** The command that tells the platform. It comes after everything that was said before. */
function endCommand({ managedBy }: ConversationRecord['row'], reason: EndReason): CommandToKeep[] {
  if (managedBy === undefined) return []
  return [{ platform: managedBy, command: { type: 'end', commandId: crypto.randomUUID(), reason } }]
}
