import type { KeptCommand } from '../connector/commands'
import { commandDeadlineMs, REPLY_SILENCE_MS, runCommand } from '../connector/run-command'
import { withDeadline } from '../connector/with-deadline'
import type { Tries } from './try-command'

/**
 * Runs a command once, and passes on what the platform says in its reply. `reply.begun` is set once it has taken the
 * command.
 */
export function performCommand(tries: Tries, command: KeptCommand, reply: { begun: boolean }): Promise<void> {
  const { connector, sessions, closed } = tries
  return withDeadline(
    async (context, extend) => {
      const before = sessions.current
      const { session, events } = await runCommand(connector, command, before, context)
      reply.begun = true
      tries.taken()
      // A connector that does not heed its signal may answer after its deadline, when a repeat has gone on already.
      if (sessions.current === before) sessions.current = session
      if (!events) return
      extend(REPLY_SILENCE_MS)
      for await (const event of events) {
        tries.receive([event])
        extend(REPLY_SILENCE_MS)
      }
    },
    { milliseconds: commandDeadlineMs(connector, command), signal: closed },
  )
}
