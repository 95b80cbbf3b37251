import type {
  Connector,
  ConversationError,
  PlatformEvent,
  PlatformSession,
  Stoppable,
} from '@conversation-hub/core'
import type { ConversationRow, OutboxRow } from '../../conversations/conversation-row'
import type { ConversationRecord } from '../../conversations/record'
import { conversationErrorOf } from '../../database/database-error'
import type { Change } from '../../journal/journal'
import type { Urgency } from '../../journal/waiting-entries'
import type { Standing } from '../../leases/under-lease'
import type { CommandDoubt } from './command-doubt'
import { commandFailures } from './command-failures'
import { conclude } from './conclude'
import type { ConversationStream } from '../stream/conversation-stream'
import type { DriveContext } from '../drive-context'
import { type Kept, keepPlatformEvents } from '../events/keep-platform-events'
import { keepReply } from './keep-reply'
import { claimEvents } from '../events/keyed-events'
import { LeaseLost } from '../lease-lost'
import { makeWay } from './make-way'
import { nobodyWaitsFor } from './nobody-waits-for'
import { succeeded, superseded } from './outcome-changes'
import type { OwnedConversation } from '../owned-conversation'
import { patienceMs } from './patience'
import { connectorNamed, type PlatformAccess } from '../platform-access'
import { runHead } from './run-head'
import { isWaiting, type SessionCare, Superseded } from './session-care'
import { commandFromStore } from './stored-command'
import { tellPassing } from '../events/tell-passing'

/** What came of a command that took effect. */
interface Success {
  /** The platform session that it was run in. */
  readonly sessionNumber: number
  readonly before: PlatformSession
  readonly after: PlatformSession
  readonly events: ReadonlyArray<PlatformEvent>
  readonly urgency: Urgency
}

interface Attempt {
  /** Since the record was read. */
  readonly standing: Standing
  /** Called when the platform has taken the command and goes on with its reply, perhaps for minutes. */
  readonly taken: () => void
}

/** Runs the commands of one conversation, one at a time, and writes down what came of each. */
export interface CommandRunner {
  /**
   * Tries a command once. Answers the platform's error, where there was one; it is already taken care of.
   */
  attempt(record: ConversationRecord, head: OutboxRow, how: Attempt): Promise<ConversationError | undefined>
  /** Gives a command up, until the next try or for good, though it was not tried now. */
  giveUp(head: OutboxRow, error: ConversationError): Promise<void>
  /** Whether the platform may have heard of the start. */
  mayHaveStarted(row: ConversationRow, head: OutboxRow): boolean
}

export interface RunnerOptions {
  readonly context: DriveContext
  readonly conversation: OwnedConversation
  readonly access: PlatformAccess
  readonly care: SessionCare
  readonly stream: () => ConversationStream
  readonly doubt: CommandDoubt
  readonly signal: Stoppable
}

export function createCommandRunner(options: RunnerOptions): CommandRunner {
  const { context, conversation, access, care, doubt, signal } = options
  const { platforms, failpoint } = context
  const { id: conversationId } = conversation
  const failures = commandFailures(options)
  /** The session that the last try went with. */
  let used: PlatformSession | undefined

  async function attempt(
    record: ConversationRecord,
    head: OutboxRow,
    how: Attempt,
  ): Promise<ConversationError | undefined> {
    try {
      const connector = connectorNamed(platforms, head.platform)
      await access.exclusive(() => run(record, head, connector, how))
      doubt.settle(head)
      failures.none()
      return undefined
    } catch (thrown) {
      if (thrown instanceof Superseded) return undefined
      if (thrown instanceof LeaseLost || signal.aborted) throw thrown
      const error = conversationErrorOf(thrown, `The command ${head.command.type}`)
      // Nothing is wrong with the command: perhaps the platform has taken it, and what failed is keeping that.
      if (error.code === 'database-unavailable') {
        doubt.raise(head, false)
        throw error
      }
      await failures.after(error, { head, session: used, isFresh: record.row.session === undefined })
      return error
    }
  }

  async function run(
    record: ConversationRecord,
    head: OutboxRow,
    connector: Connector,
    { standing, taken }: Attempt,
  ): Promise<void> {
    if (head.command.type === 'move') return
    if (head.command.type === 'conclude') return await writeDown(record, head, connector)
    const command = commandFromStore(head.command, context.database)
    const prepared = access.session(record)
    const session = head.session
      ? access.open(head.session)
      : (prepared ?? (await care.prepare(record, head, connector)))
    used = session
    if (command.type === 'start') {
      failpoint('start-intent-stored')
      await makeWay(context, { row: record.row, platform: head.platform, connector })
      await context.awaitFirstOpening({ platform: head.platform, connector }, signal)
      await options.stream().openBeforeStart(connector)
    }
    // Where there is something to prepare, it is kept before the first try.
    const neverTried = command.type === 'start' && prepared === undefined && connector.prepare !== undefined
    failpoint('before-send')
    const result = await runHead({
      connector,
      command,
      session,
      doubtful: !neverTried && doubt.about(head),
      recordsCountFrom: doubt.recordsCountFrom(),
      proof: options.stream().proof,
      standing,
      patienceMs: patienceMs(record.row, head, context),
      signal,
    })
    failpoint(command.type === 'start' ? 'start-created-before-mark' : 'after-send-before-mark')
    const immediate = result.events && Symbol.iterator in result.events ? [...result.events] : []
    await succeed(head, connector, {
      sessionNumber: record.row.sessionNumber,
      before: session,
      after: result.session,
      events: immediate,
      urgency: nobodyWaitsFor(record, head, connector, result) ? 'patient' : 'hurried',
    })
    failpoint('after-mark')
    if (!result.events || !(Symbol.asyncIterator in result.events)) return
    taken()
    await keepReply(result.events, record.row.sessionNumber, { ...options, platform: head.platform })
  }

  async function writeDown(record: ConversationRecord, head: OutboxRow, connector: Connector): Promise<void> {
    const session = access.session(record) ?? {}
    await conclude(record.row, { database: context.database, connector, session, signal })
    await conversation.write(() => ({ done: [head.seq], value: undefined }))
  }

  async function succeed(
    head: OutboxRow,
    connector: Connector,
    { sessionNumber, before, after, events, urgency }: Success,
  ): Promise<void> {
    const isStart = head.command.type === 'start'
    // What needed no preparing is kept now for the first time, whatever the platform made of it.
    const isNew = after !== before || (isStart && connector.prepare === undefined)
    const changed = isNew && head.session === undefined
    const mark: Change<Pick<Kept, 'passing' | 'notices'> | undefined> = (record) => {
      if (!isWaiting(record, head)) {
        // This was committed before, and only the answer was lost; or else the conversation was moved on.
        if (record.row.sessionNumber === sessionNumber) return { value: { passing: [], notices: [] } }
        return { ...superseded(record, head, access.seal(after)), value: undefined }
      }
      const escalation = context.takeOver(record.row, 'escalated')
      const { done = [], events: told = [] } = succeeded(record, head)
      const addressOf = context.addressOfFile.bind(undefined, record.row)
      const circumstances = { sessionNumber, cursor: undefined, escalation, addressOf }
      const heard = keepPlatformEvents(record, events, circumstances)
      const row = {
        ...heard.row,
        ...(changed ? access.patch(after, connector) : {}),
        ...(isStart && { sessionStarted: true }),
      }
      return {
        done,
        events: [...told, ...(heard.events ?? [])],
        commands: heard.commands ?? [],
        value: heard,
        ...(Object.keys(row).length > 0 && { row }),
      }
    }
    const kept = await conversation.insist(() => conversation.write(mark, urgency), signal)
    if (!kept) return
    if (changed) access.adopt(after, sessionNumber)
    tellPassing(context, conversationId, kept)
    const key = changed || isStart ? access.keyOf(after, connector) : undefined
    if (key === undefined) return
    await conversation.insist(
      () => claimEvents(context, conversationId, { platform: head.platform, key }),
      signal,
    )
  }

  return {
    attempt,
    giveUp: (head, error) => failures.giveUp(head, error, { wasTried: doubt.about(head) }),
    mayHaveStarted({ session }, head) {
      const connector = platforms.get(head.platform)
      const needsNothing = connector !== undefined && connector.prepare === undefined
      return (session !== undefined || needsNothing) && doubt.about(head)
    },
  }
}
