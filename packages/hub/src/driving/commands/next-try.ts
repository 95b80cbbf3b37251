import { type ConversationError, retryDelayMs } from '@conversation-hub/core'

/**
 * When a try that failed is repeated: the last time when its time is over, and not the rest of a pause later. `undefined`
 * where that was the last time, and where the other side wants to be left in peace for longer: it is told now, then.
 * `failures` is the number of tries so far, at least 1.
 */
export function nextTry(
  failures: number,
  error: ConversationError,
  { now, until }: { readonly now: Date; readonly until: Date },
): Date | undefined {
  const left = until.getTime() - now.getTime()
  if (left <= 0 || (error.retryAfterMs ?? 0) > left) return undefined
  return new Date(now.getTime() + Math.min(retryDelayMs(failures, error), left))
}
