import type { PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { isCustomer } from './author'
import type { Entry } from './entry'

const text = z.string().nullish().catch(undefined)
const payloadSchema = z.object({
  acknowledgedConversationEntryIdentifier: text,
  failedConversationEntryIdentifier: text,
  errorCode: z.union([z.string(), z.number()]).nullish().catch(undefined),
})

/** What became of a message of the customer's. The customer's own receipts are no news. */
export function receiptEvents(entry: Entry, status: 'delivered' | 'read' | 'failed'): PlatformEvent[] {
  if (isCustomer(entry)) return []
  const parsed = payloadSchema.safeParse(entry.entryPayload)
  if (!parsed.success) return []
  const { acknowledgedConversationEntryIdentifier, failedConversationEntryIdentifier, errorCode } =
    parsed.data
  const messageId =
    acknowledgedConversationEntryIdentifier ?? failedConversationEntryIdentifier ?? entry.relatedRecords?.[0]
  if (!messageId) return []
  const code = errorCode == null ? undefined : String(errorCode)
  return [{ type: 'receipt', id: entry.identifier, messageId, status, ...(code !== undefined && { code }) }]
}
