import { partsAsText, type SpokenLine } from '@conversation-hub/core'
import { readMessage } from '../conversations/read-message'
import type { Database } from '../database/database'

/** Something that was said in a conversation, with its message's id. */
export interface SaidLine extends SpokenLine {
  readonly messageId: string
}

/** What was said in a conversation, oldest first: everything, or what is numbered `from` (included) `to` (excluded). */
export async function readSaid(
  database: Pick<Database, 'query'>,
  conversationId: string,
  { from = 1, to }: { readonly from?: number; readonly to?: number } = {},
): Promise<SaidLine[]> {
  const rows = await database.query(
    `SELECT seq, at, body FROM events WHERE conversation_id = $1::uuid AND type = 'message'
       AND seq >= $2::bigint AND ($3::bigint IS NULL OR seq < $3::bigint) ORDER BY seq`,
    [conversationId, from, to ?? null],
  )
  return rows.map((row) => {
    const { messageId, author, parts, at } = readMessage(conversationId, row)
    return { messageId, author, text: partsAsText(parts), at }
  })
}
