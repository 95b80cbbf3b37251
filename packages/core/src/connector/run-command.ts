import type { Command } from './commands'
import type { CallContext, CommandResult, Connector } from './connector'
import type { PlatformSession } from './platform-session'
import { CALL_DEADLINE_MS } from './with-deadline'

/** Calls the connector's method for a command. One that the connector does not have (typing, receipt) does nothing. */
export function runCommand(
  connector: Connector,
  command: Command,
  session: PlatformSession,
  context: CallContext,
): Promise<CommandResult> {
  switch (command.type) {
    case 'start':
      return connector.start(command, session, context)
    case 'send':
      return connector.send(command, session, context)
    case 'end':
      return connector.end(command, session, context)
    case 'typing':
      return connector.typing?.(command, session, context) ?? unchanged(session)
    case 'receipt':
      return connector.receipt?.(command, session, context) ?? unchanged(session)
  }
}

const unchanged = async (session: PlatformSession): Promise<CommandResult> => ({ session })

/** How long to wait at most until the platform has taken a command, in milliseconds. */
export function commandDeadlineMs({ arrival }: Connector, { type }: Command): number {
  const speaks = arrival.kind === 'reply' && (type === 'start' || type === 'send')
  return (speaks ? arrival.beginsWithinMs : undefined) ?? CALL_DEADLINE_MS
}

/** The longest silence inside a platform's reply, in milliseconds: an AI agent may think for two minutes. */
export const REPLY_SILENCE_MS = 120_000
