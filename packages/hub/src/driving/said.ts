import { messageEventSchema, partsAsText, type SpokenLine } from '@conversation-hub/core'
import type { Database } from '../database/database'

/** What was said in a conversation, and under which id. */
export interface SaidLine extends SpokenLine {
  readonly messageId: string
}

/** Everything that was said in a conversation, oldest first. */
export async function readSaid(database: Database, conversationId: string): Promise<SaidLine[]> {
  const rows = await database.query(
    `SELECT seq, at, body FROM events WHERE conversation_id = $1::uuid AND type = 'message' ORDER BY seq`,
    [conversationId],
  )
  return rows.map(({ seq, at: written, body }) => {
    const at = written instanceof Date ? written.toISOString() : String(written)
    const { messageId, author, parts } = messageEventSchema.parse({
      ...JSON.parse(String(body)),
      seq: Number(seq),
      at,
    })
    return { messageId, author, text: partsAsText(parts), at }
  })
}
