import type { Journal } from '../journal/journal'

/** Tells once what became of a message to the customer. */
export async function tellReceipt(
  journal: Journal,
  conversationId: string,
  { messageId, status, code }: { messageId: string; status: 'sent' | 'failed'; code?: string },
): Promise<void> {
  const event = { type: 'receipt' as const, messageId, status, ...(code !== undefined && { code }) }
  await journal.change(conversationId, () => ({
    events: [{ event, dedupeKey: `receipt ${messageId} ${status}` }],
    value: undefined,
  }))
}
