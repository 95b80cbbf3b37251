import { asConversationError, pause, type Stoppable } from '@conversation-hub/core'
import { LeaseLost } from './lease-lost'

const DATABASE_PAUSE_MS = 500

/**
 * Writes down what exists nowhere else, or cannot be undone: as often as it takes, until the database is there again.
 * Throws what no repeat would change: `LeaseLost`, a refusal, and whatever came once `signal` is aborted.
 */
export async function forSure<Result>(write: () => Promise<Result>, signal: Stoppable): Promise<Result> {
  for (;;) {
    try {
      return await write()
    } catch (thrown) {
      if (thrown instanceof LeaseLost || signal.aborted || !mayPass(thrown)) throw thrown
      await pause(DATABASE_PAUSE_MS, signal)
    }
  }
}

function mayPass(thrown: unknown): boolean {
  const { code } = asConversationError(thrown, 'Writing to the database')
  return code === 'database-unavailable' || code === 'internal'
}
