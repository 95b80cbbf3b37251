import { isErased } from '../conversations/conversation-row'
import { receiptKey } from '../conversations/receipt-key'
import type { Journal } from '../journal/journal'

/** Tells once that the carrier has a message, unless the message is already known to have arrived. */
export async function tellSent(journal: Journal, conversationId: string, messageId: string): Promise<void> {
  const event = { type: 'receipt', messageId, status: 'sent' } as const
  const keyOf = (status: string) => receiptKey(messageId, status)
  await journal.change(conversationId, ({ row, seen }) => {
    // The carrier may report the arrival before its answer to our call is kept. Nothing is written of an erased customer.
    const isOver = isErased(row) || seen.has(keyOf('delivered')) || seen.has(keyOf('read'))
    return { ...(!isOver && { events: [{ event, dedupeKey: keyOf('sent') }] }), value: undefined }
  })
}
