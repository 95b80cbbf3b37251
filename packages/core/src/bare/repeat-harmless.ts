import type { CallContext } from '../connector/connector'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'
import { pause } from '../retry/pause'
import type { Stoppable } from '../retry/stoppable'
import { waitBeforeNextTry } from './patience'

/** Makes a call that may safely be repeated, until it succeeds or another try could not help. */
export async function repeatHarmless<Result>(
  call: (context: CallContext) => Promise<Result>,
  doing: string,
  signal: Stoppable | undefined,
): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await withDeadline(call, signal && { signal })
    } catch (thrown) {
      const error = asConversationError(thrown, doing)
      const wait = waitBeforeNextTry(failures, error)
      if (wait === undefined || signal?.aborted) throw error
      await pause(wait, signal)
    }
  }
}
