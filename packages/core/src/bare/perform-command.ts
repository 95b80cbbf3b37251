import { commandDeadlineMs, REPLY_SILENCE_MS, runCommand } from '../connector/run-command'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'
import type { Tries } from './try-command'

/**
 * Runs a command once and passes on what the platform says in its reply. Once the platform has taken the
 * command, trouble with its reply is reported and does not make the command fail: a repeat would be a second
 * message.
 */
export async function performCommand(tries: Tries): Promise<void> {
  const { connector, command, sessions, receive, onTrouble, closed } = tries
  let taken = false
  try {
    await withDeadline(
      async (context, extend) => {
        const { session, events } = await runCommand(connector, command, sessions.current, context)
        taken = true
        sessions.take(session)
        if (!events) return
        extend(REPLY_SILENCE_MS)
        for await (const event of events) {
          receive([event])
          extend(REPLY_SILENCE_MS)
        }
      },
      { milliseconds: commandDeadlineMs(connector, command), signal: closed },
    )
  } catch (thrown) {
    if (!taken) throw thrown
    onTrouble(asConversationError(thrown, 'Reading the platform’s reply'))
  }
}
