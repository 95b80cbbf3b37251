import { z } from 'zod'
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
  { database, journal, claimReceipts }: Pick<CarryContext, 'database' | 'journal' | 'claimReceipts'>,
  conversationId: string,
): Promise<void> {
  const rows = await database.query(
    `SELECT message_id, state, carrier, carrier_id FROM carrier_messages
     WHERE conversation_id = $1::uuid AND seq = (
       SELECT max(seq) FROM carrier_messages WHERE conversation_id = $1::uuid AND carrier_id IS NOT NULL)`,
    [conversationId],
  )
  const pieces = rows.map((row) => rowSchema.parse(row))
  const [first] = pieces
  if (first && pieces.every(({ state }) => state === 'sent')) {
    await tellSent(journal, conversationId, first.message_id)
  }
  for (const { carrier, carrier_id } of pieces) {
    if (carrier !== null && carrier_id !== null) await claimReceipts(carrier, carrier_id)
  }
}
