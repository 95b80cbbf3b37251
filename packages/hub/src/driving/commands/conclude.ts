import {
  type Conclusion,
  type Connector,
  type PlatformSession,
  type Stoppable,
  withDeadline,
} from '@conversation-hub/core'
import type { ConversationRow } from '../../conversations/conversation-row'
import type { Database } from '../../database/database'
import { readSaid } from '../said'

interface Concluding {
  readonly database: Database
  readonly connector: Connector
  readonly session: PlatformSession
  readonly signal: Stoppable
}

/** Lets the platform record how a conversation went. A repeat writes the same record again. */
export async function conclude(
  row: ConversationRow,
  { database, connector, session, signal }: Concluding,
): Promise<void> {
  const conclusion = await conclusionOf(row, database)
  const write = connector.conclude?.bind(connector, session, conclusion)
  if (write) await withDeadline((context) => write(context), { signal })
}

async function conclusionOf(row: ConversationRow, database: Database): Promise<Conclusion> {
  const said = await readSaid(database, row.id)
  const spoken = said.map(({ messageId: _, ...line }) => line).filter(({ text }) => text !== '')
  return {
    conversationId: row.id,
    reason: row.endReason ?? 'platform-error',
    ...(row.customerIdentifier !== undefined && { customerIdentifier: row.customerIdentifier }),
    transcript: [...row.priorTranscript, ...spoken],
  }
}
