import { type ConversationError, pause, type Stoppable } from '@conversation-hub/core'
import { conversationErrorOf } from '../database/database-error'
import { DATABASE_PAUSE_MS } from '../database/database-pause'
import { LeaseLost } from './lease-lost'

/**
 * Writes what exists nowhere else or cannot be undone, and repeats it for as long as the database is down. Throws what no
 * repeat would change: `LeaseLost`, a refusal, and anything after `signal` was aborted. Calls `onDefect` once if
 * something other than an outage prevents the write.
 */
export async function forSure<Result>(
  write: () => Promise<Result>,
  signal: Stoppable,
  onDefect: (error: ConversationError) => void,
): Promise<Result> {
  let told = false
  for (;;) {
    try {
      return await write()
    } catch (thrown) {
      if (thrown instanceof LeaseLost || signal.aborted) throw thrown
      const error = conversationErrorOf(thrown, 'Writing to the database')
      if (error.code === 'internal' && !told) onDefect(error)
      told ||= error.code === 'internal'
      if (error.code !== 'internal' && error.code !== 'database-unavailable') throw thrown
      await pause(DATABASE_PAUSE_MS, signal)
    }
  }
}
