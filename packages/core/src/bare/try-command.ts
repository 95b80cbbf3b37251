import type { KeptCommand } from '../connector/commands'
import type { CommandResult, Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { runCommand, withDeadline } from '../connector/run-command'
import { asConversationError } from '../errors/conversation-error'
import { pause } from '../retry/pause'
import { retryDelayMs } from '../retry/schedule'

/** How often a command is tried in memory. A script waits seconds for an answer, not half an hour. */
const TRIES = 5

interface Tries {
  readonly connector: Connector
  readonly command: KeptCommand
  readonly session: () => PlatformSession
  readonly renew: () => Promise<void>
  readonly signal: AbortSignal
}

/**
 * Runs a command until the platform has taken it, as long as its error says that trying again can help.
 * After an unknown outcome the platform's records are asked before it is repeated.
 */
export async function tryCommand({
  connector,
  command,
  session,
  renew,
  signal,
}: Tries): Promise<CommandResult> {
  for (let failures = 0; ; ) {
    try {
      return await withDeadline((context) => runCommand(connector, command, session(), context), { signal })
    } catch (thrown) {
      const error = asConversationError(thrown, `The command ${command.type}`)
      failures += 1
      const canHelp =
        error.remedy === 'backoff' || (error.remedy === 'renew' && connector.renew && failures === 1)
      if (!canHelp || failures >= TRIES || signal.aborted) throw error
      if (error.remedy === 'renew') await renew()
      else await pause(retryDelayMs(failures, error), signal)
      if (error.outcome === 'unknown' && connector.reconcile) {
        const reconcile = connector.reconcile.bind(connector, command, session())
        const found = await withDeadline((context) => reconcile(context), { signal })
        if (found.tookEffect === 'yes') return { session: found.session ?? session() }
      }
    }
  }
}
