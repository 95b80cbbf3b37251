import {
  asConversationError,
  type Connector,
  ConversationError,
  type PlatformEvent,
  type PlatformSession,
  withDeadline,
} from '@conversation-hub/core'
import { isAtWork, type OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import type { Changes } from '../journal/changes'
import { conversationStream } from './conversation-stream'
import type { DriveContext } from './drive-context'
import { keepPlatformEvents } from './keep-platform-events'
import { LeaseLost } from './lease-lost'
import { failed, sessionGone, succeeded, undeliverable } from './outcome-changes'
import { createPlatformAccess, renewSession } from './platform-access'
import { runHead } from './run-head'
import { commandFromStore } from './stored-command'

/** How long to wait before the database is asked again, in milliseconds. */
const DATABASE_PAUSE_MS = 500
const MAX_RENEWALS = 2

/** One conversation in this instance's care: its commands in order, and its event stream. */
export interface Drive {
  readonly fence: number
  /** There may be something to do. */
  wake(): void
  /** The customer types. Best effort: never kept, never repeated. */
  typing(typing: boolean): Promise<void>
  /** Events that arrived some other way than by the conversation's own stream. */
  receive(events: ReadonlyArray<PlatformEvent>): Promise<void>
  stop(): void
}

/** `doubtful`: commands may have been under way when the last owner went. */
export function createDrive(
  conversationId: string,
  fence: number,
  context: DriveContext,
  { doubtful }: { doubtful: boolean },
): Drive {
  const { journal, platforms, log } = context
  const access = createPlatformAccess(conversationId, context)
  const stopping = new AbortController()
  const stream = conversationStream({
    conversationId,
    context,
    access,
    keep,
    renew,
    gone,
    lost: finish,
    signal: stopping.signal,
  })
  let running = false
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The command whose last try may have taken effect. */
  let doubt: 'whatever is first' | number | undefined = doubtful ? 'whatever is first' : undefined
  let renewals = 0

  function wake(): void {
    again = true
    if (running || stopping.signal.aborted) return
    running = true
    void drain().finally(() => {
      running = false
      if (again) wake()
    })
  }

  function later(milliseconds: number): void {
    clearTimeout(timer)
    timer = setTimeout(wake, Math.max(milliseconds, 1))
  }

  async function drain(): Promise<void> {
    try {
      while (!stopping.signal.aborted) {
        again = false
        const record = await journal.get(conversationId)
        if (record.row.fence !== fence || record.row.owner !== context.instanceId) throw new LeaseLost()
        stream.follow(record)
        const [head] = record.outbox
        if (!head) {
          if (!isAtWork(record.row)) finish()
          return
        }
        if (head.deadAt) return
        const wait = (head.nextTryAt?.getTime() ?? 0) - Date.now()
        if (wait > 0) return later(wait)
        if (!context.mayAct()) return later(DATABASE_PAUSE_MS)
        await attempt(record, head)
      }
    } catch (thrown) {
      if (thrown instanceof LeaseLost) return finish()
      if (stopping.signal.aborted) return
      const error = asConversationError(thrown, 'Driving a conversation')
      log({
        level: 'warn',
        event: 'drive-interrupted',
        conversationId,
        code: error.code,
        detail: error.message,
      })
      journal.forget(conversationId)
      later(DATABASE_PAUSE_MS)
    }
  }

  function finish(): void {
    stop()
    context.onDone(conversationId)
  }

  function stop(): void {
    stopping.abort()
    clearTimeout(timer)
  }

  /** Writes as the owner; refused once another instance has taken over. */
  function write<Value>(change: (record: ConversationRecord) => Changes & { value: Value }): Promise<Value> {
    return journal.change(conversationId, (record) => {
      if (record.row.fence !== fence) throw new LeaseLost()
      return change(record)
    })
  }

  async function attempt(record: ConversationRecord, head: OutboxRow): Promise<void> {
    if (record.row.state === 'ended' && head.command.type === 'send') {
      await write(() => ({ ...undeliverable(head), value: undefined }))
      return
    }
    try {
      const connector = connectorNamed(platforms, head.platform)
      await access.exclusive(() => run(record, head, connector))
      doubt = undefined
      renewals = 0
    } catch (thrown) {
      if (thrown instanceof LeaseLost || stopping.signal.aborted) throw thrown
      await afterFailure(head, asConversationError(thrown, `The command ${head.command.type}`))
    }
  }

  async function run(record: ConversationRecord, head: OutboxRow, connector: Connector): Promise<void> {
    const command = commandFromStore(head.command, context.database)
    const prepared = access.session(record)
    const session = head.session ? access.open(head.session) : (prepared ?? (await prepare(head, connector)))
    if (command.type === 'start') await stream.openBeforeStart(connector)
    const neverTried = command.type === 'start' && prepared === undefined
    const result = await runHead({
      connector,
      command,
      session,
      doubtful: !neverTried && (doubt === 'whatever is first' || doubt === head.seq),
      proof: stream.proof,
      signal: stopping.signal,
    })
    const immediate = result.events && Symbol.iterator in result.events ? [...result.events] : []
    await succeed(head, connector, { before: session, after: result.session, events: immediate })
    if (result.events && Symbol.asyncIterator in result.events) await keepReply(result.events)
  }

  /** A reply that comes bit by bit. Its command has taken effect whatever becomes of the rest. */
  async function keepReply(events: AsyncIterable<PlatformEvent>): Promise<void> {
    try {
      for await (const event of events) await keep([event], undefined)
    } catch (thrown) {
      if (thrown instanceof LeaseLost) throw thrown
      const { code, message } = asConversationError(thrown, 'Reading the platform’s reply')
      log({ level: 'warn', event: 'reply-interrupted', conversationId, code, detail: message })
    }
  }

  /** What a start needs beforehand is kept before the platform hears of the conversation. */
  async function prepare(head: OutboxRow, connector: Connector): Promise<PlatformSession> {
    const { command } = head
    if (command.type !== 'start') {
      throw new ConversationError(
        'platform-session-gone',
        'The conversation was never started at the platform.',
      )
    }
    const call = connector.prepare?.bind(connector, command)
    const session = call
      ? await withDeadline((callContext) => call(callContext), { signal: stopping.signal })
      : {}
    const number = await write(({ row }) => ({
      row: access.patch(session, connector),
      value: row.sessionNumber,
    }))
    access.adopt(session, number)
    return session
  }

  async function succeed(
    head: OutboxRow,
    connector: Connector,
    { before, after, events }: { before: PlatformSession; after: PlatformSession; events: PlatformEvent[] },
  ): Promise<void> {
    const isStart = head.command.type === 'start'
    const changed = after !== before && head.session === undefined
    const unkept = isStart && connector.prepare === undefined
    const { number, passing } = await write((record) => {
      const outcome = succeeded(record, head)
      const kept = keepPlatformEvents(record, events, {
        sessionNumber: record.row.sessionNumber,
        cursor: undefined,
        now: new Date(),
      })
      const row = {
        ...kept.row,
        ...(changed || unkept ? access.patch(after, connector) : {}),
        ...(isStart && { sessionStarted: true }),
      }
      return {
        ...outcome,
        events: [...(outcome.events ?? []), ...(kept.events ?? [])],
        ...(Object.keys(row).length > 0 && { row }),
        value: { number: record.row.sessionNumber, passing: kept.passing },
      }
    })
    if (changed || unkept) access.adopt(after, number)
    for (const event of passing) context.pass(conversationId, event)
  }

  async function afterFailure(head: OutboxRow, error: ConversationError): Promise<void> {
    log({
      level: error.remedy === 'never' ? 'error' : 'warn',
      event: `command-${head.command.type}-failed`,
      conversationId,
      platform: head.platform,
      code: error.code,
      detail: error.message,
    })
    doubt = error.outcome === 'unknown' || doubt === 'whatever is first' ? head.seq : doubt
    if (error.code === 'platform-session-gone' && head.command.type !== 'start') {
      await write((record) => ({ ...sessionGone(record, head, new Date()), value: undefined }))
      return
    }
    if (error.remedy === 'renew' && renewals < MAX_RENEWALS) {
      renewals += 1
      try {
        await renew()
        return
      } catch (thrown) {
        if (thrown instanceof LeaseLost) throw thrown
        await afterFailure(head, asConversationError(thrown, 'Renewing the session'))
        return
      }
    }
    await write((record) => ({ ...failed(record, head, error, new Date()), value: undefined }))
  }

  /** Renews the session, one renewal at a time, and keeps the new one before anything uses it. */
  function renew(): Promise<void> {
    return access.exclusive(async () => {
      const record = await journal.get(conversationId)
      const connector = connectorNamed(platforms, record.row.managedBy ?? '')
      const session = access.session(record)
      if (!session) return
      const renewed = await renewSession(connector, session, stopping.signal)
      const number = await write(({ row }) => ({
        row: access.patch(renewed, connector),
        value: row.sessionNumber,
      }))
      access.adopt(renewed, number)
    })
  }

  async function keep(
    events: ReadonlyArray<PlatformEvent>,
    cursor: string | undefined,
    sessionNumber?: number,
  ): Promise<void> {
    const { passing, notices, ended } = await write((record) => {
      const number = sessionNumber ?? record.row.sessionNumber
      const kept = keepPlatformEvents(record, events, { sessionNumber: number, cursor, now: new Date() })
      return { ...kept, value: { ...kept, ended: kept.row?.endedAt !== undefined } }
    })
    for (const event of passing) context.pass(conversationId, event)
    for (const { code, text } of notices)
      log({ level: 'info', event: 'platform-notice', conversationId, code, detail: text })
    if (ended) wake()
  }

  /** The platform has forgotten the conversation. */
  async function gone(): Promise<void> {
    await keep([{ type: 'ended', id: 'session gone', reason: 'platform-expired' }], undefined)
  }

  return {
    fence,
    wake,
    async typing(typing) {
      const record = await journal.get(conversationId)
      const { managedBy, sessionStarted } = record.row
      const session = access.session(record)
      if (managedBy === undefined || !sessionStarted || !session) return
      const connector = connectorNamed(platforms, managedBy)
      const call = connector.typing?.bind(
        connector,
        { type: 'typing', commandId: crypto.randomUUID(), typing },
        session,
      )
      if (call) await withDeadline((callContext) => call(callContext), { signal: stopping.signal })
    },
    receive: (events) => keep(events, undefined),
    stop,
  }
}

function connectorNamed(platforms: ReadonlyMap<string, Connector>, name: string): Connector {
  const connector = platforms.get(name)
  if (connector) return connector
  throw new ConversationError(
    'platform-unknown',
    `The conversation is managed by "${name}", which is not among the configured platforms. Configure it again, or move the conversation.`,
  )
}
