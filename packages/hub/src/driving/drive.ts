import { createStopSwitch, withDeadline } from '@conversation-hub/core'
import { isAtWork, type OutboxRow } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { UnreadableConversation } from '../conversations/unreadable'
import { conversationErrorOf } from '../database/database-error'
import type { LastOwner } from '../leases/adopt'
import { standingFromNow } from '../leases/under-lease'
import { askToTry, attemptAdmitted } from './commands/admission'
import { carryOutMove } from './moves/carry-out-move'
import { commandDoubt } from './commands/command-doubt'
import { type CommandRunner, createCommandRunner, type RunnerOptions } from './commands/command-runner'
import { conversationStream } from './stream/conversation-stream'
import type { DriveContext } from './drive-context'
import { type EndsBeside, endsBeside } from './commands/ends-beside'
import { headsOf, isEndOfEarlier } from './commands/heads'
import { claimEvents } from './events/keyed-events'
import { latestOnly } from './latest-only'
import { LeaseLost } from './lease-lost'
import { heldUp, triedUntil, undeliverable } from './commands/outcome-changes'
import { type OwnedConversation, ownedConversation } from './owned-conversation'
import { connectorNamed, createPlatformAccess } from './platform-access'
import { hasPeers, platformElsewhere } from './platform-elsewhere'
import { isWaiting, sessionCare } from './commands/session-care'

/** How long to wait before the database is asked again, in milliseconds. */
const DATABASE_PAUSE_MS = 500

/** One conversation in this instance's care: its commands in order, and its event stream. */
export interface Drive {
  /** Of the take-over since which it is driven. */
  readonly fence: number
  /** There may be something to do. */
  wake(): void
  /** The customer types. Best effort: never kept, never repeated. */
  typing(typing: boolean): Promise<void>
  /** Reads and takes nothing further; resolved when what is under way is done with. */
  settle(): Promise<void>
  stop(): void
}

/** `taken`: the record as it was when this instance became its owner. */
export function createDrive(taken: ConversationRecord, context: DriveContext, lastOwner: LastOwner): Drive {
  const { journal, platforms, log } = context
  const { id: conversationId, fence } = taken.row
  const conversation: OwnedConversation = ownedConversation(conversationId, fence, context)
  const access = createPlatformAccess(conversationId, context)
  const signal = createStopSwitch()
  const care = sessionCare({ context, conversation, access, signal })
  const parts: RunnerOptions = {
    context,
    conversation,
    access,
    care,
    stream: () => stream,
    doubt: commandDoubt(lastOwner, headsOf(taken.outbox)),
    signal,
  }
  const runner = createCommandRunner(parts)
  const stream = conversationStream({
    context,
    conversation,
    access,
    renew: care.renew,
    lost: () => finish(),
    takenOver: lastOwner !== 'none',
    signal,
  })
  /** Since the record was read that is gone by. */
  let standing = standingFromNow(context)
  let running: Promise<void> | undefined
  let again = false
  let settling = false
  /** Asked now: while it is driven here, it is forgotten. */
  const cameBack = context.cameBack(conversationId)
  /** The last owner may have gone between keeping its key and looking for what had waited for it. */
  let unclaimed = lastOwner !== 'none'
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Only of a conversation that has left a platform. */
  let beside: EndsBeside | undefined

  function wake(): void {
    again = true
    if (running || settling || signal.aborted) return
    running = drain().finally(() => {
      running = undefined
      if (again) wake()
    })
  }

  function later(milliseconds: number): void {
    clearTimeout(timer)
    // Stopped in the middle of a look: a timer would keep the process alive for nothing.
    if (signal.aborted) return
    timer = setTimeout(wake, Math.max(milliseconds, 1))
  }

  async function drain(): Promise<void> {
    try {
      while (!signal.aborted && !settling) {
        again = false
        const record = await conversation.get()
        standing = standingFromNow(context)
        const elsewhere = platformElsewhere(record, context, cameBack)
        if (elsewhere !== undefined && (await hasPeers(context))) return leaveToOthers(elsewhere)
        if (unclaimed) await claimLeftOver(record)
        unclaimed = false
        stream.follow(record)
        const wait = await next(record)
        if (wait === 'done') return
        if (wait > 0) return later(wait)
      }
    } catch (thrown) {
      if (interrupted(thrown)) later(DATABASE_PAUSE_MS)
    }
  }

  /** Answers whether it goes on after a pause. */
  function interrupted(thrown: unknown): boolean {
    if (thrown instanceof LeaseLost) finish()
    if (signal.aborted) return false
    const { code, message } = conversationErrorOf(thrown, 'Driving a conversation')
    log({ level: 'warn', event: 'drive-interrupted', conversationId, code, detail: message })
    journal.forget(conversationId)
    if (thrown instanceof UnreadableConversation) finish('for-others')
    return !signal.aborted
  }

  async function claimLeftOver({ row: { managedBy: platform, sessionKey: key } }: ConversationRecord) {
    if (platform === undefined || key === undefined) return
    await claimEvents(context, conversationId, { platform, key })
  }

  /** Does one thing. Answers how long to wait before the next, in milliseconds, or that there is none. */
  async function next(record: ConversationRecord): Promise<number | 'done'> {
    const { row, outbox } = record
    if (outbox.length === 0) {
      if (!isAtWork(row)) finish()
      return 'done'
    }
    const move = outbox.find(({ command }) => command.type === 'move')
    if (move) {
      await carryOutMove(context, conversation, { state: row.state, order: move })
      return 0
    }
    let least: number | 'done' = 'done'
    for (const head of headsOf(outbox)) {
      const wait = await nextAt(record, head)
      if (wait === 0) return 0
      if (wait !== 'done') least = least === 'done' ? wait : Math.min(least, wait)
    }
    return least
  }

  async function nextAt(record: ConversationRecord, head: OutboxRow): Promise<number | 'done'> {
    if (beside?.isUnderWay(head)) return 'done'
    const pointless = pointlessOf(record, head)
    if (pointless.length > 0) {
      // A move may have taken some away meanwhile.
      await conversation.write((now) => ({
        ...undeliverable(pointless.filter((one) => isWaiting(now, one))),
        value: undefined,
      }))
      return 0
    }
    if (head.deadAt) {
      if (!record.outbox.some((one) => one.deadAt === undefined && !isEndOfEarlier(one))) return 'done'
      await conversation.write((now) => ({ ...heldUp(now, head, context.now()), value: undefined }))
      return 0
    }
    const wait = (head.nextTryAt?.getTime() ?? 0) - context.now().getTime()
    if (wait > 0) return wait
    if (!standing.mayAct()) return DATABASE_PAUSE_MS
    return await tryHead(record, head)
  }

  async function tryHead(record: ConversationRecord, head: OutboxRow): Promise<number | 'done'> {
    const admission = await askToTry(context, record.row, head, conversation)
    if ('waitMs' in admission) {
      const until = triedUntil(head, context.takeOver(record.row, 'fallback'))
      if (context.now().getTime() + admission.waitMs < until.getTime()) return admission.waitMs
      await runner.giveUp(head, admission.error)
      return 0
    }
    const attempt = (by: CommandRunner) =>
      attemptAdmitted(admission, (taken) => by.attempt(record, head, { standing, taken }))
    if (!isEndOfEarlier(head)) {
      await attempt(runner)
      return 0
    }
    beside ??= endsBeside({
      runner: parts,
      pauseMs: DATABASE_PAUSE_MS,
      onInterrupted: interrupted,
      onDone: wake,
      signal,
    })
    beside.run(head, attempt)
    return 'done'
  }

  /** After the end: what the platform can no longer be told, or never needs to hear. */
  function pointlessOf({ row, outbox }: ConversationRecord, head: OutboxRow): ReadonlyArray<OutboxRow> {
    if (row.state !== 'ended' || head.session !== undefined) return []
    if (head.command.type === 'start' && (head.deadAt || !runner.mayHaveStarted(row, head)))
      return outbox.filter((one) => !isEndOfEarlier(one))
    // What was said before our own end is still delivered; after the platform's end there is nobody to take it.
    const weEndIt = outbox.some(({ command, session }) => command.type === 'end' && session === undefined)
    return head.command.type === 'send' && !weEndIt ? [head] : []
  }

  function leaveToOthers(platform: string): void {
    log({ level: 'warn', event: 'conversation-left-to-others', conversationId, platform })
    finish('for-others')
  }

  function finish(why: 'over' | 'for-others' = 'over'): void {
    stop()
    context.onDone(conversationId, drive, why)
  }

  function stop(): void {
    signal.stop()
    clearTimeout(timer)
  }

  const drive: Drive = {
    fence,
    wake,
    typing: latestOnly(async (typing) => {
      const record = await conversation.get()
      const { managedBy, sessionStarted } = record.row
      const session = access.session(record)
      if (managedBy === undefined || !sessionStarted || !session || !context.mayAct()) return
      const connector = connectorNamed(platforms, managedBy)
      const command = { type: 'typing' as const, commandId: crypto.randomUUID(), typing }
      const call = connector.typing?.bind(connector, command, session)
      if (call) await withDeadline((callContext) => call(callContext), { signal })
    }),
    async settle() {
      // Meanwhile the customer's words go on to the platform.
      await stream.settle()
      settling = true
      clearTimeout(timer)
      await running
      await beside?.settled()
    },
    stop,
  }
  return drive
}
