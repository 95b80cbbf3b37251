import type { Author, Offer } from '@conversation-hub/core'
import { readEvent } from '../conversations/columns'
import type { HubContext } from './hub-context'

/** How many of the newest messages are searched for the choice or form that is being answered. */
const OFFERS_SEARCHED = 200

/** A recent message, with its author and, unless its platform has been left since, its platform session. */
export interface RecentOffer extends Offer {
  readonly author: Author['role']
  readonly offeredIn?: number
}

/** The newest messages, newest first, among which is the one that an answer belongs to. */
export async function recentOffers(
  { database }: Pick<HubContext, 'database'>,
  conversationId: string,
  most = OFFERS_SEARCHED,
): Promise<RecentOffer[]> {
  const rows = await database.query(
    `SELECT e.body, CASE WHEN e.seq > now.since THEN now.session_number END AS offered_in
     FROM (SELECT session_number, (
         SELECT coalesce(max(seq), 0) FROM events
         WHERE conversation_id = $1::uuid AND type = 'state' AND body ->> 'managedBy' IS NOT NULL) AS since
       FROM conversations WHERE id = $1::uuid) AS now
     JOIN events e ON e.conversation_id = $1::uuid AND e.type = 'message'
     ORDER BY e.seq DESC LIMIT $2::int`,
    [conversationId, most],
  )
  return rows.flatMap(({ body, offered_in }) => {
    const event = readEvent(String(body))
    if (event.type !== 'message') return []
    const { messageId, parts, author } = event
    return [
      {
        messageId,
        parts,
        author: author.role,
        ...(offered_in !== null && { offeredIn: Number(offered_in) }),
      },
    ]
  })
}
