import { z } from 'zod'
import { claimReceipts } from './carrier-receipts'
import type { CarryContext } from './carry-context'
import { tellSent } from './tell-sent'

const rowSchema = z.object({
  message_id: z.string(),
  state: z.string(),
  carrier: z.string().nullable(),
  carrier_id: z.string().nullable(),
})

/**
 * Finishes what the instance that carried the conversation before may have left undone after noting that the carrier had
 * taken a message: tells that the message was sent, and keeps the reports that were waiting for its id.
 */
export async function finishLastSent(
  context: Pick<CarryContext, 'database' | 'journal' | 'settings'>,
  conversationId: string,
): Promise<void> {
  const rows = await context.database.query(
    `SELECT message_id, state, carrier, carrier_id FROM carrier_messages
     WHERE conversation_id = $1::uuid AND seq = (
       SELECT max(seq) FROM carrier_messages WHERE conversation_id = $1::uuid AND carrier_id IS NOT NULL)`,
    [conversationId],
  )
  const pieces = rows.map((row) => rowSchema.parse(row))
  const [first] = pieces
  if (first && pieces.every(({ state }) => state === 'sent')) {
    await tellSent(context.journal, conversationId, first.message_id)
  }
  for (const { carrier, carrier_id } of pieces) {
    if (carrier !== null && carrier_id !== null) await claimReceipts(context, carrier, carrier_id)
  }
}
