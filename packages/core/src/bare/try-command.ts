import type { Repeatability } from '../connector/capabilities'
import type { KeptCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import { pause } from '../retry/pause'
import type { Stoppable } from '../retry/stoppable'
import type { ConversationRecord } from './conversation-record'
import { waitBeforeNextTry } from './patience'
import { performCommand } from './perform-command'
import type { SessionKeeper } from './session-keeper'
import { withOutcome } from './with-outcome'

/** How long to wait for an echo, in milliseconds, before a message counts as not arrived. */
const ECHO_WITHIN_MS = 5_000

export interface Tries {
  readonly connector: Connector
  readonly record: Pick<ConversationRecord, 'isProven'>
  readonly sessions: SessionKeeper
  receive(events: Iterable<PlatformEvent>): void
  /** Called when the platform has taken the command. */
  taken(): void
  onTrouble(error: ConversationError): void
  /** Gives up the call that is under way. */
  readonly closed: Stoppable
  /** Lets the call that is under way end, and tries nothing again. */
  readonly over: Stoppable
}

/**
 * Runs a command until the platform has taken it, as long as its error says that trying again can help. After an unknown
 * outcome it first finds out whether the command took effect; where nobody can tell, it does not repeat it.
 */
export async function tryCommand(tries: Tries, command: KeptCommand): Promise<void> {
  const { sessions } = tries
  const reply = { begun: false }
  try {
    // A start has yet to bring the session, or it was prepared a moment ago.
    if (command.type !== 'start' && sessions.isDue()) await sessions.renew()
    return await performCommand(tries, command, reply)
  } catch (thrown) {
    return await tryAgain(tries, command, reply, thrown)
  }
}

/**
 * In a function of its own, because nearly every command succeeds at the first try, which is cheaper without all this.
 */
async function tryAgain(
  tries: Tries,
  command: KeptCommand,
  reply: { begun: boolean },
  first: unknown,
): Promise<void> {
  const { connector, sessions, over } = tries
  let thrown = first
  let unclear: ConversationError | undefined
  let renewal: 'unneeded' | 'needed' | 'done' = 'unneeded'
  for (let failures = 1; ; failures += 1) {
    // The platform has taken the command, and a repeat would be a second message.
    if (reply.begun) return tries.onTrouble(asConversationError(thrown, 'Reading the platform’s reply'))
    const error = asConversationError(thrown, `The command ${command.type}`)
    if (error.outcome === 'unknown') unclear = error
    const renewable = error.remedy === 'renew' && connector.renew !== undefined && renewal === 'unneeded'
    const wait = renewable ? 0 : waitBeforeNextTry(failures, error)
    if (renewable) renewal = 'needed'
    if (wait !== undefined) await pause(wait, over)
    // The last try may certainly have had no effect, but an earlier one may have had.
    if (wait === undefined || over.aborted) throw unclear ? withOutcome(error, 'unknown') : error
    try {
      if (renewal === 'needed') await sessions.renew()
      if (renewal === 'needed') renewal = 'done'
      const found = unclear ? await findOut(tries, command) : 'no'
      if (found === 'yes') return tries.taken()
      if (found === 'unknown') break
      if (sessions.isDue()) await sessions.renew()
      return await performCommand(tries, command, reply)
    } catch (again) {
      thrown = again
    }
  }
  throw unclear
}

/** Whether a try whose outcome is unknown took effect. */
async function findOut(tries: Tries, command: KeptCommand): Promise<'yes' | 'no' | 'unknown'> {
  const { connector, record, sessions, closed, over } = tries
  switch (repeatsOf(connector, command)) {
    case 'idempotent':
      return 'no' // Or perhaps it did; a repeat makes no difference.
    case 'reconcilable': {
      const found = await withDeadline(
        async (context) => connector.reconcile?.(command, sessions.current, context),
        { signal: closed },
      )
      if (found?.tookEffect === 'yes' && found.session) sessions.current = found.session
      return found?.tookEffect ?? 'unknown'
    }
    case 'echo':
      if (command.type !== 'send') return 'unknown'
      return (await record.isProven(command.messageId, ECHO_WITHIN_MS, over)) ? 'yes' : 'no'
    case 'neither':
      return 'unknown'
  }
}

/** A receipt says the same however often it is said. */
const repeatsOf = (connector: Connector, command: KeptCommand): Repeatability =>
  command.type === 'receipt' ? 'idempotent' : connector.capabilities.repeats[command.type]
