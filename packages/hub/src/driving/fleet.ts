import { pause } from '@conversation-hub/core'
import { isAtWork } from '../conversations/conversation-row'
import type { ConversationRecord } from '../conversations/record'
import { conversationErrorOf } from '../database/database-error'
import { versionsOf } from '../journal/load-records'
import { adoptOrphans, countOwnedBy, giveBack, type LastOwner, letGo, ownedBy } from '../leases/adopt'
import { createDrive, type Drive } from './drive'
import type { DriveContext } from './drive-context'
import { leftToOthers } from './left-to-others'
import { loadReadable } from './load-readable'

const LOOK_FOR_ORPHANS_EVERY_MS = 1_500
/** A write whose answer was lost may have made this instance the owner of a conversation without its knowing. */
const LOOK_FOR_OWN_EVERY_MS = 10_000
/**
 * A conversation found twice is driven. One look more, because a server whose answer was lost may still commit a little
 * later.
 */
const LOOKS_WHEN_IN_DOUBT = 3
/**
 * The last step of a draining stream may take eight seconds, and service managers give a process at least ten to stop.
 */
const SETTLE_WITHIN_MS = 9_000
/** How often conversations that have come to rest are given back during a stop: until then nobody drives them. */
const GIVE_BACK_EVERY_MS = 25

/** All conversations that this instance drives. */
export interface Fleet {
  /** Drives a conversation that this instance has just created. */
  launch(record: ConversationRecord): void
  /** There may be something to do for a conversation. Returns whether it is driven here. */
  wake(conversationId: string): boolean
  drives(conversationId: string): boolean
  ids(): Iterable<string>
  typing(conversationId: string, typing: boolean): Promise<void>
  /** To be called when the lease had run out: what is at hand may be out of date. */
  recheck(): void
  /** Looks at once for conversations that nobody drives. */
  adopt(): Promise<void>
  /**
   * To be called when the database failed while this instance was becoming the owner of conversations, so that nobody
   * knows whether it is. They are looked for as soon as the database answers again.
   */
  doubt(): void
  count(): number
  /** Stops driving, and gives each conversation back as soon as nothing of it is under way. */
  stop(onGivenBack: () => void): Promise<void>
}

export function createFleet(context: Omit<DriveContext, 'onDone' | 'cameBack'>): Fleet {
  const { instanceId, database, journal, log } = context
  const drives = new Map<string, Drive>()
  const left = leftToOthers()
  const driveContext: DriveContext = { ...context, cameBack: left.cameBack, onDone: dismiss }
  let adopting: Promise<void> | undefined
  let adoptAgain = false
  let stopped = false
  let suspects = new Set<string>()
  let lookedForOwnAt = performance.now()
  let looksInDoubt = 0
  const timer = setInterval(() => void adopt(), LOOK_FOR_ORPHANS_EVERY_MS)

  function dismiss(conversationId: string, one: Drive, why: 'over' | 'for-others'): void {
    if (drives.get(conversationId) !== one) return
    drives.delete(conversationId)
    journal.forget(conversationId)
    // What it was about to write was not written, as if this instance had died.
    if (why === 'for-others') void leave(new Map([[conversationId, 'died']]))
  }

  /**
   * Leaves conversations to others: perhaps a newer version can read them, or a newer configuration knows their
   * platforms.
   */
  async function leave(conversations: ReadonlyMap<string, LastOwner>): Promise<void> {
    if (conversations.size === 0) return
    left.add(conversations)
    await letGo(database, instanceId, conversations).catch(doubt)
  }

  function drive(record: ConversationRecord, lastOwner: LastOwner): void {
    const { id } = record.row
    drives.get(id)?.stop()
    drives.set(id, createDrive(record, driveContext, lastOwner))
  }

  async function take(lastOwners: ReadonlyMap<string, LastOwner>): Promise<void> {
    const taken: ConversationRecord[] = []
    const lapses = context.lapses()
    const readable = await loadReadable(context, [...lastOwners.keys()])
    // Read only now, before others may take them over: whatever this instance owns by now is found.
    if (context.lapses() !== lapses) return doubt()
    await leave(new Map([...lastOwners].filter(([id]) => !readable.has(id))))
    for (const [id, record] of readable) {
      if (stopped || record.row.owner !== instanceId) continue
      // It was launched while orphans were being looked for, and its first call is under way.
      if (drives.get(id)?.fence === record.row.fence) continue
      journal.remember(record)
      drive(record, lastOwners.get(id) ?? 'died')
      taken.push(record)
    }
    await forgetOutdated(taken)
    for (const { row } of taken) drives.get(row.id)?.wake()
  }

  /**
   * Nobody would tell a drive of what was written between reading the record and beginning to drive. So outdated
   * records go.
   */
  async function forgetOutdated(taken: ReadonlyArray<ConversationRecord>): Promise<void> {
    const ids = taken.map(({ row }) => row.id)
    const versions = await versionsOf(database, ids).catch(() => new Map<string, number>())
    for (const { row } of taken) if (versions.get(row.id) !== row.version) journal.forget(row.id)
  }

  /** Drives conversations that this instance owns without knowing it, once they have been seen twice. */
  async function findOwn(): Promise<void> {
    // Counted first: reading thousands of ids every few seconds would only make work for the garbage collector.
    if (looksInDoubt === 0 && (await countOwnedBy(database, instanceId)) === drives.size) {
      suspects.clear()
      return
    }
    const strays = (await ownedBy(database, instanceId)).filter((id) => !drives.has(id))
    const twice = strays.filter((id) => suspects.has(id))
    suspects = new Set(strays)
    // Their last owner lost them so long ago that all of its calls have ended.
    if (twice.length > 0) await take(new Map(twice.map((id) => [id, left.lastOwnerOf(id) ?? 'stopped'])))
  }

  async function adoptAll(): Promise<void> {
    if (looksInDoubt > 0 || performance.now() - lookedForOwnAt > LOOK_FOR_OWN_EVERY_MS) {
      await findOwn()
      lookedForOwnAt = performance.now()
      looksInDoubt = Math.max(looksInDoubt - 1, 0)
    }
    while (!stopped && adoptAgain) {
      adoptAgain = false
      const orphans = await adoptOrphans(database, instanceId, {
        fromTheDead: context.tellsOfDeath(),
        left: left.ids(),
      })
      if (orphans.size === 0) continue
      adoptAgain = true
      // One that was let go during the look may be among them, and is still for others.
      const letGoMeanwhile = new Set(left.ids())
      await leave(new Map([...orphans].filter(([id]) => letGoMeanwhile.has(id))))
      await take(new Map([...orphans].filter(([id]) => !letGoMeanwhile.has(id))))
      log({ level: 'info', event: 'conversations-adopted', count: orphans.size })
    }
  }

  function adopt(): Promise<void> {
    if (stopped || !context.mayAct()) return Promise.resolve()
    // What is given back while a look is under way would otherwise wait for the next regular one.
    adoptAgain = true
    adopting ??= adoptAll()
      .catch((thrown) => {
        doubt()
        const { code, message: detail } = conversationErrorOf(
          thrown,
          'Looking for conversations without an owner',
        )
        log({ level: 'warn', event: 'adoption-failed', code, detail })
      })
      .finally(() => {
        adopting = undefined
      })
    return adopting
  }

  /** Lets what is under way finish: if it were cut off, nobody could say whether the platform took it. */
  async function settleAll(onGivenBack: () => void): Promise<void> {
    const deadline = performance.now() + SETTLE_WITHIN_MS
    const settled: string[] = []
    const all = Promise.all(
      [...drives].map(async ([id, one]) => {
        await one.settle()
        one.stop()
        drives.delete(id)
        settled.push(id)
      }),
    ).then(() => 'all' as const)
    for (let left: 'some' | 'all' = 'some'; left === 'some' && performance.now() < deadline; ) {
      const waiting = new AbortController()
      left = (await Promise.race([all, pause(GIVE_BACK_EVERY_MS, waiting.signal)])) ?? 'some'
      waiting.abort()
      const ids = settled.splice(0)
      if (ids.length === 0) continue
      await journal.settled()
      await giveBack(database, instanceId, ids).catch(() => {})
      onGivenBack()
    }
  }

  function doubt(): void {
    looksInDoubt = LOOKS_WHEN_IN_DOUBT
  }

  return {
    launch(record) {
      // A conversation created after the stop is taken over by another instance.
      if (stopped || !isAtWork(record.row) || drives.has(record.row.id)) return
      drive(record, 'none')
      drives.get(record.row.id)?.wake()
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
    doubt,
    count: () => drives.size,
    async stop(onGivenBack) {
      stopped = true
      clearInterval(timer)
      await settleAll(onGivenBack)
      // The next owner must not mistake a call that was cut off for one that was never made. So these conversations are
      // left as if this instance had died.
      const cutOff = [...drives.keys()]
      for (const one of drives.values()) one.stop()
      drives.clear()
      // What was just being taken over has no drive yet, and goes back with the rest.
      await adopting
      await journal.settled()
      await giveBack(database, instanceId, { allBut: cutOff }).catch(() => {})
    },
  }
}
