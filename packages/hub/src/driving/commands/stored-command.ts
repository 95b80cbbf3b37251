import { ConversationError, type KeptCommand } from '@conversation-hub/core'
import type { ConcludeCommand, MoveCommand, StoredCommand } from '../../conversations/conversation-row'
import type { Database } from '../../database/database'
import { conversationErrorOf } from '../../database/database-error'

/** A kept command in the form that connectors take: a file gets the function that reads it. */
export function commandFromStore(
  stored: Exclude<StoredCommand, MoveCommand | ConcludeCommand>,
  database: Database,
): KeptCommand {
  if (stored.type !== 'send') return stored
  const { message } = stored
  if (message.type !== 'attachment') return { ...stored, message }
  const { fileId, ...file } = message
  return { ...stored, message: { ...file, read: () => readContent(database, fileId) } }
}

async function readContent(database: Database, fileId: string): Promise<Uint8Array> {
  const [row] = await database
    .query('SELECT content FROM files WHERE id = $1', [fileId])
    .catch((thrown: unknown) => {
      // Connectors must not see the database's own errors.
      throw conversationErrorOf(thrown, 'Reading the file')
    })
  if (row?.content instanceof Uint8Array) return row.content
  throw new ConversationError('not-found', 'The file of this message is no longer kept.')
}
