import { type Connector, ConversationError, pause, type Stoppable } from '@conversation-hub/core'
import type { ConversationRow } from '../conversations/conversation-row'
import type { Database } from '../database/database'

const LOOK_EVERY_MS = 50
const WAIT_AT_MOST_MS = 10_000

/**
 * Waits until the platform has been told of the end of the customer's earlier conversation. Where it files
 * everything of a customer under one key, that end would otherwise end the new conversation.
 *
 * Throws `platform-busy` when that takes too long.
 */
export async function awaitEarlierEnd(
  database: Database,
  { row, platform, connector }: { row: ConversationRow; platform: string; connector: Connector },
  signal: Stoppable,
): Promise<void> {
  if (connector.arrival.kind !== 'account-stream') return
  for (let waited = 0; await isEndUnderWay(database, row, platform); waited += LOOK_EVERY_MS) {
    if (waited >= WAIT_AT_MOST_MS || signal.aborted) throw earlierEnd()
    await pause(LOOK_EVERY_MS, signal)
  }
}

async function isEndUnderWay(
  database: Database,
  { id, destination }: ConversationRow,
  platform: string,
): Promise<boolean> {
  const rows = await database.query(
    `SELECT 1 FROM outbox o JOIN conversations c ON c.id = o.conversation_id
     WHERE o.platform = $1 AND o.command ->> 'type' = 'end' AND o.dead_at IS NULL
       AND c.destination = $2 AND c.id <> $3::uuid LIMIT 1`,
    [platform, destination, id],
  )
  return rows.length > 0
}

const earlierEnd = () =>
  new ConversationError(
    'platform-busy',
    'The customer’s earlier conversation is still being ended at the platform.',
  )
