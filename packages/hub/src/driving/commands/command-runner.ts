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
import type { DriveContext } from '../drive-context'
import { type Kept, keepPlatformEvents } from '../events/keep-platform-events'
import { claimEvents } from '../events/keyed-events'
import { tellPassing } from '../events/tell-passing'
import { LeaseLost } from '../lease-lost'
import type { OwnedConversation } from '../owned-conversation'
import { connectorNamed, type PlatformAccess } from '../platform-access'
import type { ConversationStream } from '../stream/conversation-stream'
import type { CommandDoubt } from './command-doubt'
import { commandFailures } from './command-failures'
import { conclude } from './conclude'
import { keepReply } from './keep-reply'
import { makeWay } from './make-way'
import { nobodyWaitsFor } from './nobody-waits-for'
import { endOfBegunAnew, succeeded, superseded } from './outcome-changes'
import { patienceMs } from './patience'
import { runHead } from './run-head'
import { isWaiting, type SessionCare, Superseded } from './session-care'
import { commandFromStore } from './stored-command'

/** What came of a command that took effect. */
interface Success {
  /** The number of the platform session in which it was run. */
  readonly sessionNumber: number
  readonly before: PlatformSession
  readonly after: PlatformSession
  readonly events: ReadonlyArray<PlatformEvent>
  readonly urgency: Urgency
}

interface Attempt {
  /** As it was when the record was read. */
  readonly standing: Standing
  /** To be called when the platform has taken the command and goes on with its reply, perhaps for minutes. */
  readonly taken: () => void
}

/** Runs the commands of one conversation, one at a time, and keeps what came of each. */
export interface CommandRunner {
  /**
   * Tries a command once. Returns the platform's error, if there was one, after everything that follows from it has
   * been done.
   */
  attempt(record: ConversationRecord, head: OutboxRow, how: Attempt): Promise<ConversationError | undefined>
  /** Gives a command up, until its next try or for good, without having tried it now. */
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
  const { platforms, failpoint, takeOver, addressOfFile } = context
  const { id: conversationId } = conversation
  const failures = commandFailures(options)
  /** The session with which the last try was made. */
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
      // Nothing is wrong with the command. Perhaps the platform has taken it, and only keeping that has failed; or it is
      // on its way still, if this process has slept through its lease in the middle of the call.
      if (error.code === 'database-unavailable') {
        doubt.raise(head, error.outcome === 'unknown')
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
    const ofEarlier = head.session === undefined ? undefined : access.open(head.session)
    const session = ofEarlier ?? prepared ?? (await care.prepare(record, head, connector))
    used = session
    if (command.type === 'start') {
      failpoint('start-intent-stored')
      await makeWay(context, { row: record.row, platform: head.platform, connector })
      await context.awaitFirstOpening({ platform: head.platform, connector }, signal)
      await options.stream().openBeforeStart(connector)
    }
    // What is prepared is kept before the first try, so without it there was none.
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
    if (head.session === undefined) options.stream().hurry()
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
    // A session that needed no preparing is kept now for the first time, even if the platform has not changed it.
    const isNew = after !== before || (isStart && connector.prepare === undefined)
    const changed = isNew && head.session === undefined
    const mark: Change<Pick<Kept, 'passing' | 'notices'> | undefined> = (record) => {
      if (!isWaiting(record, head)) {
        // Either this was committed before and only the answer was lost, or the conversation has been moved.
        if (record.row.sessionNumber === sessionNumber) return { value: { passing: [], notices: [] } }
        return { ...superseded(record, head, access.seal(after)), value: undefined }
      }
      const { done = [], events: told = [] } = succeeded(record, head)
      const circumstances = { sessionNumber, cursor: undefined, takeOver, addressOfFile }
      const heard = keepPlatformEvents(record, events, circumstances)
      const row = {
        ...heard.row,
        ...(changed ? access.patch(after, connector) : {}),
        ...(isStart && { sessionStarted: true }),
      }
      return {
        done,
        events: [...told, ...(heard.events ?? [])],
        commands: [
          ...(heard.commands ?? []),
          ...(changed ? endOfBegunAnew(record, head, access.seal(after)) : []),
        ],
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
