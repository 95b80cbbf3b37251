import { type Connector, ConversationError } from '@conversation-hub/core'
import type { ConversationRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'
import { UnreadableConversation } from '../../conversations/unreadable'
import type { Database } from '../../database/database'
import type { Changes } from '../../journal/changes'
import type { Journal } from '../../journal/journal'

interface Start {
  readonly row: ConversationRow
  readonly platform: string
  readonly connector: Connector
}

/**
 * Makes way for a start at a platform that files everything of a customer under one key, so that only one conversation
 * can be the customer's there. One that was given to the platform before and is still live ends as `moved`: its customer
 * was moved elsewhere and begins here anew, and the platform goes on with the same conversation.
 *
 * Throws `platform-busy` where the platform has yet to be told of the end of an earlier one: it would end the new one; and
 * where an earlier one is in the hands of a newer version.
 */
export async function makeWay(
  { database, journal }: { readonly database: Database; readonly journal: Pick<Journal, 'change'> },
  start: Start,
): Promise<void> {
  const { row, platform, connector } = start
  if (connector.arrival.kind !== 'account-stream') return
  if (await isEarlierEnding(database, start)) throw earlierEnd()
  // A start that is repeated after its own end, or by an instance that has lost it, makes way for nobody.
  const others = await database.query(
    `SELECT other.id FROM conversations other JOIN conversations mine ON mine.id = $3::uuid
     WHERE other.managed_by = $1 AND other.session_key = $2 AND other.ended_at IS NULL
       AND (other.managed_since, other.id) < (mine.managed_since, mine.id)
       AND mine.ended_at IS NULL AND mine.owner = $4::uuid AND mine.fence = $5::bigint`,
    [platform, row.destination, row.id, row.owner ?? null, row.fence],
  )
  for (const { id } of others) {
    const end = ({ row: other }: ConversationRecord): Changes & { value: undefined } => {
      const isThere = other.managedBy === platform && other.sessionKey === row.destination
      if (!isThere || other.state === 'ended') return { value: undefined }
      return {
        events: [{ event: { type: 'state', state: 'ended', reason: 'moved' } }],
        row: { state: 'ended', endReason: 'moved' },
        value: undefined,
      }
    }
    await journal.change(String(id), end).catch((thrown) => {
      throw thrown instanceof UnreadableConversation ? cannotBeEnded() : thrown
    })
  }
}

/** An instance of the newer version can, which takes this start over as soon as this one stops. */
const cannotBeEnded = () =>
  new ConversationError(
    'platform-busy',
    'The customer’s earlier conversation is still open, and only a newer version of Conversation Hub can end it.',
  )

/**
 * Whether a platform that files everything of a customer under one key has yet to be told of an earlier end. Of two that
 * have both ended before it was known whether they began, the later one waits, and not each for the other.
 */
export async function isEarlierEnding(
  database: Pick<Database, 'query'>,
  { row: { id, destination }, platform, connector }: Start,
): Promise<boolean> {
  if (connector.arrival.kind !== 'account-stream') return false
  const rows = await database.query(
    `SELECT 1 FROM outbox o JOIN conversations c ON c.id = o.conversation_id JOIN conversations mine ON mine.id = $3::uuid
     WHERE o.platform = $1 AND o.command ->> 'type' = 'end' AND o.dead_at IS NULL
       AND (c.destination = $2 OR c.session_key = $2) AND c.id <> mine.id
       AND (mine.ended_at IS NULL OR c.managed_by IS DISTINCT FROM $1
         OR (c.managed_since, c.id) < (mine.managed_since, mine.id)) LIMIT 1`,
    [platform, destination, id],
  )
  return rows.length > 0
}

export const earlierEnd = (retryAfterMs?: number) =>
  new ConversationError(
    'platform-busy',
    'The customer’s earlier conversation is still being ended at the platform.',
    { ...(retryAfterMs !== undefined && { retryAfterMs }) },
  )
