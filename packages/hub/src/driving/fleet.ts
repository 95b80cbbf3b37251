import { pause } from '@conversation-hub/core'
import { isAtWork } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { DatabaseError } from '../database/database-error'
import { loadRecords } from '../journal/load-records'
import { adoptOrphans, giveBack, ownedBy } from '../leases/adopt'
import { createDrive, type Drive } from './drive'
import type { DriveContext } from './drive-context'

const LOOK_FOR_ORPHANS_EVERY_MS = 1_500
/** A write whose answer was lost can leave a conversation to this instance without its knowing. */
const LOOK_FOR_OWN_EVERY_MS = 10_000
const SETTLE_WITHIN_MS = 5_000

/** All conversations that this instance drives. */
export interface Fleet {
  /** Drives a conversation that this instance has just created. */
  launch(record: ConversationRecord): void
  /** There may be something to do for it. Answers whether it is driven here. */
  wake(conversationId: string): boolean
  drives(conversationId: string): boolean
  ids(): Iterable<string>
  typing(conversationId: string, typing: boolean): Promise<void>
  /** The lease had run out meanwhile: nothing that is at hand counts any more. */
  recheck(): void
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
  let suspects = new Set<string>()
  let lookedForOwnAt = performance.now()
  const timer = setInterval(() => void adopt(), LOOK_FOR_ORPHANS_EVERY_MS)

  function dismiss(conversationId: string, one: Drive): void {
    if (drives.get(conversationId) !== one) return
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

  async function take(ids: ReadonlyArray<string>): Promise<void> {
    for (const record of (await loadRecords(database, ids)).values()) {
      if (stopped || record.row.owner !== instanceId) continue
      journal.remember(record)
      drive(record, true)
    }
  }

  /** Takes up conversations that are this instance's and that it does not know of, at the second sight. */
  async function findOwn(): Promise<void> {
    const strays = (await ownedBy(database, instanceId)).filter((id) => !drives.has(id))
    const twice = strays.filter((id) => suspects.has(id))
    suspects = new Set(strays)
    if (twice.length > 0) await take(twice)
  }

  async function adoptAll(): Promise<void> {
    if (performance.now() - lookedForOwnAt > LOOK_FOR_OWN_EVERY_MS) {
      lookedForOwnAt = performance.now()
      await findOwn()
    }
    while (!stopped) {
      const ids = await adoptOrphans(database, instanceId)
      if (ids.length === 0) return
      await take(ids)
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
      if (isAtWork(record.row) && !drives.has(record.row.id)) drive(record, false)
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
    recheck() {
      for (const [id, one] of drives) {
        journal.forget(id)
        one.wake()
      }
    },
    adopt,
    count: () => drives.size,
    async stop() {
      stopped = true
      clearInterval(timer)
      await adopting
      // What is under way may finish: cut off, nobody could say whether the platform took it.
      await Promise.race([
        Promise.all([...drives.values()].map((one) => one.settle())),
        pause(SETTLE_WITHIN_MS),
      ])
      for (const one of drives.values()) one.stop()
      drives.clear()
      await journal.settled()
      await giveBack(database, instanceId).catch(() => {})
    },
  }
}
