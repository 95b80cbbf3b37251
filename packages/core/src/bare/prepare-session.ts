import type { StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'
import { pause } from '../retry/pause'
import { waitBeforeNextTry } from './patience'

/** The session to start with. Preparing has no effect that anybody sees, so it is simply repeated. */
export async function prepareSession(
  connector: Connector,
  start: StartCommand,
  signal: AbortSignal | undefined,
): Promise<PlatformSession> {
  if (!connector.prepare) return {}
  const prepare = connector.prepare.bind(connector, start)
  for (let failures = 1; ; failures += 1) {
    try {
      return await withDeadline((context) => prepare(context), signal && { signal })
    } catch (thrown) {
      const error = asConversationError(thrown, 'Preparing the conversation')
      const wait = waitBeforeNextTry(failures, error)
      if (wait === undefined || signal?.aborted) throw error
      await pause(wait, signal)
    }
  }
}
