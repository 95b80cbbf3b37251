import type { StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { repeatHarmless } from './repeat-harmless'

/**
 * The session to start with. Preparing has no effect that anybody could notice, so after a failure it is simply
 * repeated.
 */
export async function prepareSession(
  connector: Connector,
  start: StartCommand,
  signal: AbortSignal | undefined,
): Promise<PlatformSession> {
  const prepare = connector.prepare?.bind(connector, start)
  return prepare ? repeatHarmless((context) => prepare(context), 'Preparing the conversation', signal) : {}
}
