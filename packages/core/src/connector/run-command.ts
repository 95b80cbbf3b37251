import { ConversationError } from '../errors/conversation-error'
import type { Command } from './commands'
import type { CallContext, CommandResult, Connector } from './connector'
import type { PlatformSession } from './platform-session'

/** Calls the connector's method for a command. A command that the platform lacks changes nothing. */
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

/** The longest a single call to a platform may take, in milliseconds. */
export const CALL_DEADLINE_MS = 15_000

/** Runs a call with a deadline; a call that outlives it fails as a timeout whose outcome is unknown. */
export async function withDeadline<Result>(
  call: (context: CallContext) => Promise<Result>,
  { milliseconds = CALL_DEADLINE_MS, signal }: { milliseconds?: number; signal?: AbortSignal } = {},
): Promise<Result> {
  const deadline = new AbortController()
  const abort = () => deadline.abort()
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, { once: true })
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new ConversationError('platform-timeout', `The platform did not answer within ${milliseconds} ms.`, {
          outcome: 'unknown',
        }),
      )
      abort()
    }, milliseconds)
  })
  try {
    return await Promise.race([call({ signal: deadline.signal }), timeout])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
