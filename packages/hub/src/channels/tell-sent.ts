import { receiptKey } from '../conversations/receipt-key'
import type { Journal } from '../journal/journal'

/** Tells once that a message to the customer is with the carrier; not where it is known to have arrived already. */
export async function tellSent(journal: Journal, conversationId: string, messageId: string): Promise<void> {
  const event = { type: 'receipt', messageId, status: 'sent' } as const
  const keyOf = (status: string) => receiptKey(messageId, status)
  await journal.change(conversationId, ({ seen }) => {
    // The carrier may report it before its answer to us is kept.
    const hasArrived = seen.has(keyOf('delivered')) || seen.has(keyOf('read'))
    return { ...(!hasArrived && { events: [{ event, dedupeKey: keyOf('sent') }] }), value: undefined }
  })
}
