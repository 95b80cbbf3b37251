import type { ConversationError } from '../errors/conversation-error'
import { retryDelayMs } from '../retry/schedule'

/** How often a call is tried for a conversation in memory: a script waits seconds for an answer, not half an hour. */
const TRIES = 5
/** The longest pause before another try that a script is made to wait, in milliseconds. */
const LONGEST_PAUSE_MS = 30_000

/** How long to wait before the next try, in milliseconds. `undefined`: there is no next try. */
export function waitBeforeNextTry(failures: number, error: ConversationError): number | undefined {
  const wait = retryDelayMs(failures, error)
  return error.remedy === 'backoff' && failures < TRIES && wait <= LONGEST_PAUSE_MS ? wait : undefined
}
