import type { ConversationError } from '../errors/conversation-error'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** The pauses between tries of one command, in milliseconds. The last one repeats. */
export const RETRY_DELAYS_MS: ReadonlyArray<number> = [
  0,
  0.5 * SECOND,
  1 * SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  1 * MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
]

/**
 * How long a command is tried, in milliseconds. A chat message that arrives hours late is worse than an honest failure.
 */
export const GIVE_UP_AFTER_MS = 30 * MINUTE

/**
 * How long to wait before the next try, in milliseconds: a random part of the pause in the schedule (full jitter), but at
 * least as long as the other side asked for. `failures` is the number of tries so far, at least 1.
 */
export function retryDelayMs(
  failures: number,
  error: ConversationError,
  random: () => number = Math.random,
): number {
  const step = RETRY_DELAYS_MS[Math.min(failures - 1, RETRY_DELAYS_MS.length - 1)] ?? 0
  return Math.max(Math.round(step * random()), error.retryAfterMs ?? 0)
}

const REOPEN_DELAYS_MS: ReadonlyArray<number> = [0.2, 0.5, 1, 2, 5, 10, 30].map((seconds) => seconds * SECOND)

/**
 * How long to wait before a stream is opened again, in milliseconds, with jitter so that many do not come back at once.
 */
export function reopenDelayMs(failures: number, random: () => number = Math.random): number {
  const step = REOPEN_DELAYS_MS[Math.min(Math.max(failures - 1, 0), REOPEN_DELAYS_MS.length - 1)] ?? 0
  return Math.round(step * (0.5 + random() / 2))
}
