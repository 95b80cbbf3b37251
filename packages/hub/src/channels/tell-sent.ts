import type { Journal } from '../journal/journal'

/** Tells once that a message to the customer is with the carrier. */
export async function tellSent(journal: Journal, conversationId: string, messageId: string): Promise<void> {
  const event = { type: 'receipt', messageId, status: 'sent' } as const
  await journal.change(conversationId, () => ({
    events: [{ event, dedupeKey: `receipt ${messageId} sent` }],
    value: undefined,
  }))
}
