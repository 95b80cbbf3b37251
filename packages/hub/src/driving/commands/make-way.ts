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
 * Makes way for a start at a platform that files everything about a customer under one key, so that a customer can have
 * only one conversation there. An earlier one at this platform that is still live ends as `moved`: its customer was
 * moved elsewhere and begins here anew, and for the platform it is the same conversation that goes on.
 *
 * Throws `platform-busy` if the platform has still to be told of the end of an earlier conversation, because that would
 * end the new one; and if an earlier one can only be ended by a newer version.
 */
export async function makeWay(
  { database, journal }: { readonly database: Database; readonly journal: Pick<Journal, 'change'> },
  start: Start,
): Promise<void> {
  const { row, platform, connector } = start
  if (connector.arrival.kind !== 'account-stream') return
  if (await isEarlierEnding(database, start)) throw earlierEnd()
  // A start that is repeated after the conversation's end, or by an instance that has lost it, ends no other.
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

/** An instance with the newer version can end it, and takes this start over as soon as this instance stops. */
const cannotBeEnded = () =>
  new ConversationError(
    'platform-busy',
    'The customer’s earlier conversation is still open, and only a newer version of Conversation Hub can end it.',
  )

/**
 * Whether a platform that files everything about a customer under one key has still to be told of the end of an earlier
 * conversation. If two conversations ended before it was known whether they had begun, only the later one waits for the
 * other, not each for the other.
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
