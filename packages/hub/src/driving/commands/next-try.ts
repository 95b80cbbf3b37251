import { type ConversationError, retryDelayMs } from '@conversation-hub/core'

/**
 * When to repeat a try that failed. The last try is made when the time is up (`until`), even if the pause would be
 * longer. `undefined` if that was the last try, or if the other side asks for a pause beyond that time: then it is
 * given up now. `failures` is the number of tries so far, at least 1.
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
