import type { PlatformEvent } from '@conversation-hub/core'
import { isAtWork } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { DatabaseError } from '../database/database-error'
import { loadRecords } from '../journal/load-records'
import { adoptOrphans, giveBack } from '../leases/adopt'
import { createDrive, type Drive } from './drive'
import type { DriveContext } from './drive-context'

const LOOK_FOR_ORPHANS_EVERY_MS = 1_500

/** All conversations that this instance drives. */
export interface Fleet {
  /** Drives a conversation that this instance has just created. */
  launch(record: ConversationRecord): void
  /** There may be something to do for it. Answers whether it is driven here. */
  wake(conversationId: string): boolean
  drives(conversationId: string): boolean
  ids(): Iterable<string>
  typing(conversationId: string, typing: boolean): Promise<void>
  receive(conversationId: string, events: ReadonlyArray<PlatformEvent>): Promise<void>
  /** Looks for conversations that nobody drives, now. */
  adopt(): Promise<void>
  count(): number
  /** Stops driving and gives everything back. */
  stop(): Promise<void>
}

export function createFleet(context: Omit<DriveContext, 'onDone'>): Fleet {
  const { instanceId, database, journal, log } = context
  const drives = new Map<string, Drive>()
  const driveContext: DriveContext = { ...context, onDone: dismiss }
  let adopting: Promise<void> | undefined
  let stopped = false
  const timer = setInterval(() => void adopt(), LOOK_FOR_ORPHANS_EVERY_MS)

  function dismiss(conversationId: string): void {
    drives.delete(conversationId)
    journal.forget(conversationId)
  }

  function drive(record: ConversationRecord, doubtful: boolean): void {
    const { id, fence } = record.row
    drives.get(id)?.stop()
    const one = createDrive(id, fence, driveContext, { doubtful })
    drives.set(id, one)
    one.wake()
  }

  async function adoptAll(): Promise<void> {
    while (!stopped) {
      const ids = await adoptOrphans(database, instanceId)
      if (ids.length === 0) return
      const records = await loadRecords(database, ids)
      for (const record of records.values()) {
        if (stopped || record.row.owner !== instanceId) continue
        journal.remember(record)
        drive(record, true)
      }
      log({ level: 'info', event: 'conversations-adopted', count: ids.length })
    }
  }

  function adopt(): Promise<void> {
    if (stopped || !context.mayAct()) return Promise.resolve()
    adopting ??= adoptAll()
      .catch((thrown) => {
        const code = thrown instanceof DatabaseError ? thrown.code : 'internal'
        log({ level: 'warn', event: 'adoption-failed', code })
      })
      .finally(() => {
        adopting = undefined
      })
    return adopting
  }

  return {
    launch(record) {
      if (isAtWork(record.row)) drive(record, false)
    },
    wake(conversationId) {
      const one = drives.get(conversationId)
      one?.wake()
      return one !== undefined
    },
    drives: (conversationId) => drives.has(conversationId),
    ids: () => drives.keys(),
    async typing(conversationId, typing) {
      await drives.get(conversationId)?.typing(typing)
    },
    async receive(conversationId, events) {
      await drives.get(conversationId)?.receive(events)
    },
    adopt,
    count: () => drives.size,
    async stop() {
      stopped = true
      clearInterval(timer)
      await adopting
      for (const one of drives.values()) one.stop()
      drives.clear()
      await journal.settled()
      await giveBack(database, instanceId).catch(() => {})
    },
  }
}
