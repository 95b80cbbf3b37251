import type { ConversationRecord } from '../conversations/record'
import { conversationErrorOf, DatabaseError } from '../database/database-error'
import { loadRecords } from '../journal/load-records'
import type { DriveContext } from './drive-context'

/**
 * Reads conversations in order to drive them. One that cannot be read is logged, and the others are driven all the
 * same.
 */
export async function loadReadable(
  context: Pick<DriveContext, 'database' | 'log'>,
  ids: ReadonlyArray<string>,
): Promise<ReadonlyMap<string, ConversationRecord>> {
  try {
    return await loadRecords(context.database, ids)
  } catch (thrown) {
    if (thrown instanceof DatabaseError && thrown.failure !== 'broken') throw thrown
    const middle = Math.ceil(ids.length / 2)
    if (middle < ids.length) {
      const first = await loadReadable(context, ids.slice(0, middle))
      return new Map([...first, ...(await loadReadable(context, ids.slice(middle)))])
    }
    const { code, message: detail } = conversationErrorOf(thrown, 'Reading a conversation')
    for (const conversationId of ids) {
      context.log({ level: 'error', event: 'conversation-unreadable', conversationId, code, detail })
    }
    return new Map()
  }
}
