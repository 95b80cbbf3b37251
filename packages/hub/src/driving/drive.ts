import { createStopSwitch } from '@conversation-hub/core'
import { isAtWork } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { UnreadableConversation } from '../conversations/unreadable'
import { conversationErrorOf } from '../database/database-error'
import { DATABASE_PAUSE_MS } from '../database/database-pause'
import type { LastOwner } from '../leases/adopt'
import { type Standing, standingFromNow } from '../leases/under-lease'
import { commandDoubt } from './commands/command-doubt'
import { mayHaveBeenUnderWay } from './commands/heads'
import { nextCommand } from './commands/next-command'
import { sessionCare } from './commands/session-care'
import type { DriveContext } from './drive-context'
import { claimEvents } from './events/keyed-events'
import { latestOnly } from './latest-only'
import { LeaseLost } from './lease-lost'
import { carryOutMove } from './moves/carry-out-move'
import { type OwnedConversation, ownedConversation } from './owned-conversation'
import { createPlatformAccess } from './platform-access'
import { hasPeers, platformElsewhere } from './platform-elsewhere'
import { conversationStream } from './stream/conversation-stream'
import { tellTyping } from './tell-typing'

/** One conversation in this instance's care: its commands in order, and its event stream. */
export interface Drive {
  /** The fence with which this instance took the conversation over. */
  readonly fence: number
  /** There may be something to do. */
  wake(): void
  /** The customer is typing, or has stopped. Best effort: never kept, never repeated. */
  typing(typing: boolean): Promise<void>
  /** Begins nothing new. Resolves when what is under way is finished. */
  settle(): Promise<void>
  stop(): void
}

/** Drives a conversation. `taken` is its record as it was when this instance became its owner. */
export function createDrive(taken: ConversationRecord, context: DriveContext, lastOwner: LastOwner): Drive {
  const { journal, log } = context
  const { id: conversationId, fence } = taken.row
  const conversation: OwnedConversation = ownedConversation(conversationId, fence, context)
  const access = createPlatformAccess(conversationId, context)
  const signal = createStopSwitch()
  const care = sessionCare({ context, conversation, access, signal })
  const commands = nextCommand({
    runner: {
      context,
      conversation,
      access,
      care,
      stream: () => stream,
      doubt: commandDoubt(lastOwner, mayHaveBeenUnderWay(taken.outbox)),
      signal,
    },
    onInterrupted: interrupted,
    onDone: wake,
  })
  const stream = conversationStream({
    context,
    conversation,
    access,
    renew: care.renew,
    lost: () => finish(),
    takenOver: lastOwner !== 'none',
    signal,
  })
  let running: Promise<void> | undefined
  let again = false
  let settling = false
  /** Asked now, because it is forgotten once the conversation is driven here. */
  const cameBack = context.cameBack(conversationId)
  /**
   * The last owner may have stopped after keeping the session's key and before looking for events that had waited for
   * it.
   */
  let unclaimed = lastOwner !== 'none'
  let timer: ReturnType<typeof setTimeout> | undefined

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
    // If it was stopped in the meantime, a timer would keep the process alive for nothing.
    if (signal.aborted) return
    timer = setTimeout(wake, Math.max(milliseconds, 1))
  }

  async function drain(): Promise<void> {
    try {
      while (!signal.aborted && !settling) {
        again = false
        const record = await conversation.get()
        const standing = standingFromNow(context)
        const elsewhere = platformElsewhere(record, context, cameBack)
        if (elsewhere !== undefined && (await hasPeers(context))) return leaveToOthers(elsewhere)
        if (unclaimed) await claimLeftOver(record)
        unclaimed = false
        stream.follow(record)
        const wait = await next(record, standing)
        if (wait === 'done') return
        if (wait > 0) return later(wait)
      }
    } catch (thrown) {
      if (interrupted(thrown)) later(DATABASE_PAUSE_MS)
    }
  }

  /** Deals with what was thrown. Returns whether to go on after a pause. */
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

  /**
   * Does one thing. Returns how long to wait before the next, in milliseconds, or `done` if there is nothing more to
   * do.
   */
  async function next(record: ConversationRecord, standing: Standing): Promise<number | 'done'> {
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
    return await commands.run(record, standing)
  }

  function leaveToOthers(platform: string): void {
    const detail = `The settings of this instance name no platform "${platform}".`
    log({ level: 'warn', event: 'conversation-left-to-others', conversationId, platform, detail })
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
    typing: latestOnly((typing) => tellTyping({ context, conversation, access, signal }, typing)),
    async settle() {
      // While this is awaited, the customer's words still go to the platform.
      await stream.settle()
      settling = true
      clearTimeout(timer)
      await running
      await commands.settled()
    },
    stop,
  }
  return drive
}
