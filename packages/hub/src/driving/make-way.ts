import { type Connector, ConversationError, pause, type Stoppable } from '@conversation-hub/core'
import type { ConversationRow } from '../conversations/conversation-row'
import type { Database } from '../database/database'
import type { Changes } from '../journal/changes'
import type { Journal } from '../journal/journal'

const LOOK_EVERY_MS = 50
const WAIT_AT_MOST_MS = 10_000

interface Start {
  readonly row: ConversationRow
  readonly platform: string
  readonly connector: Connector
}

/**
 * Makes way for a start at a platform that files everything of a customer under one key, so that only one conversation
 * can be the customer's there. Where the platform has yet to be told of the end of an earlier one, it is waited for: it
 * would end the new conversation. One that was given to the platform before and is still live ends as `moved`: its customer
 * was moved elsewhere and begins here anew, and the platform goes on with the same conversation.
 *
 * Throws `platform-busy` when an earlier end takes too long.
 */
export async function makeWay(
  { database, journal }: { readonly database: Database; readonly journal: Pick<Journal, 'change'> },
  { row, platform, connector }: Start,
  signal: Stoppable,
): Promise<void> {
  if (connector.arrival.kind !== 'account-stream') return
  for (let waited = 0; await isEndUnderWay(database, row, platform); waited += LOOK_EVERY_MS) {
    if (waited >= WAIT_AT_MOST_MS || signal.aborted) throw earlierEnd()
    await pause(LOOK_EVERY_MS, signal)
  }
  // A start that is repeated after its own end, or by an instance that has lost it, makes way for nobody.
  const others = await database.query(
    `SELECT other.id FROM conversations other JOIN conversations mine ON mine.id = $3::uuid
     WHERE other.managed_by = $1 AND other.session_key = $2 AND other.ended_at IS NULL
       AND (other.managed_since, other.id) < (mine.managed_since, mine.id)
       AND mine.ended_at IS NULL AND mine.owner = $4::uuid AND mine.fence = $5::bigint`,
    [platform, row.destination, row.id, row.owner ?? null, row.fence],
  )
  for (const { id } of others) {
    await journal.change(String(id), ({ row: other }): Changes & { value: undefined } => {
      const isThere = other.managedBy === platform && other.sessionKey === row.destination
      if (!isThere || other.state === 'ended') return { value: undefined }
      return {
        events: [{ event: { type: 'state', state: 'ended', reason: 'moved' } }],
        row: { state: 'ended', endReason: 'moved' },
        value: undefined,
      }
    })
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
       AND (c.destination = $2 OR c.session_key = $2) AND c.id <> $3::uuid LIMIT 1`,
    [platform, destination, id],
  )
  return rows.length > 0
}

const earlierEnd = () =>
  new ConversationError(
    'platform-busy',
    'The customer’s earlier conversation is still being ended at the platform.',
  )
