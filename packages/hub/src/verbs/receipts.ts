import { ConversationError } from '@conversation-hub/core'
import type { Changes } from '../journal/changes'
import type { HubContext } from './hub-context'

/** The customer has got or read a message. Told once per message and status; the platform hears of it where it wants to. */
export async function addReceipt(
  { database, journal, settings }: Pick<HubContext, 'database' | 'journal' | 'settings'>,
  conversationId: string,
  { messageId, status }: { messageId: string; status: 'delivered' | 'read' },
): Promise<void> {
  const [message] = await database.query(
    `SELECT body #>> '{author,role}' AS role FROM events
     WHERE conversation_id = $1::uuid AND type = 'message' AND body ->> 'messageId' = $2`,
    [conversationId, messageId],
  )
  if (!message) {
    throw new ConversationError('invalid-request', 'The conversation has no message with this messageId.', {
      problems: [{ at: 'messageId', problem: 'is not a message of this conversation' }],
    })
  }
  // What the customer wrote, the customer need not confirm.
  if (message.role === 'customer') return
  const dedupeKey = `receipt ${messageId} ${status}`
  await journal.change(conversationId, ({ row, seen }): Changes & { value: undefined } => {
    if (seen.has(dedupeKey)) return { value: undefined }
    const platform = row.managedBy
    const takes = platform !== undefined && settings.platforms.get(platform)?.capabilities.receipts.toPlatform
    const tell = takes && message.role !== 'system' && row.state !== 'ended'
    return {
      events: [{ event: { type: 'receipt', messageId, status }, dedupeKey }],
      ...(tell && {
        commands: [
          { platform, command: { type: 'receipt', commandId: crypto.randomUUID(), messageId, status } },
        ],
      }),
      value: undefined,
    }
  })
}
