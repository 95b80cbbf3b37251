import { open, readdir, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ConversationError, pause } from '@conversation-hub/core'
import { isAlive, type LockHolder, readHolder, thisProcess } from './lock-holder'

/** `hub.lock`, with a number behind it if an earlier lock belonged to a process that had died. */
const LOCK = /^hub\.lock(?:\.(\d{1,9}))?$/
const TRIES = 4
/**
 * How long a lock may be unreadable because it is just being written, in milliseconds. After that it counts as cut
 * short.
 */
const WRITTEN_WITHIN_MS = 200
/** The holder of a lock keeps touching it, because another machine or container cannot ask whether the process lives. */
const TOUCH_EVERY_MS = 1_000
const SILENT_FOR_MS = 5_000

/**
 * Takes the data folder for this process. A lock whose process no longer lives (`kill -9`) is taken over at once; one of
 * another host or container, when it has not been touched for `silentForMs` milliseconds (default 5,000).
 *
 * A dead process' lock is not replaced, because nobody could be sure that the lock being removed is still the dead one.
 * Instead the new lock is written beside it, under the next number, before the old one is removed. If several processes
 * write one at the same time, whoever is later sees the others' locks and gives way.
 *
 * Throws `data-folder-locked`, naming the process that has the folder.
 */
export async function lockDataFolder(
  dataDir: string,
  { silentForMs = SILENT_FOR_MS }: { readonly silentForMs?: number } = {},
): Promise<{ release: () => Promise<void> }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const there = await locksIn(dataDir)
    await refuseHeld(dataDir, there, silentForMs)
    const mine = nextTo(there)
    if (!(await createExclusively(join(dataDir, mine), JSON.stringify(thisProcess())))) continue
    try {
      const others = await locksIn(dataDir)
      await refuseHeld(
        dataDir,
        others.filter((name) => name !== mine),
        silentForMs,
      )
    } catch (refusal) {
      await rm(join(dataDir, mine), { force: true })
      throw refusal
    }
    for (const name of there) await rm(join(dataDir, name), { force: true })
    return hold(join(dataDir, mine))
  }
  throw locked(dataDir)
}

async function locksIn(dataDir: string): Promise<string[]> {
  const names = await readdir(dataDir).catch(() => [])
  return names.filter((name) => LOCK.test(name))
}

function nextTo(locks: ReadonlyArray<string>): string {
  if (locks.length === 0) return 'hub.lock'
  return `hub.lock.${Math.max(...locks.map((name) => Number(LOCK.exec(name)?.[1] ?? 0))) + 1}`
}

async function refuseHeld(dataDir: string, locks: ReadonlyArray<string>, silentForMs: number): Promise<void> {
  for (const name of locks) {
    const path = join(dataDir, name)
    const holder = (await readHolder(path)) ?? (await readSoon(path))
    if (!holder) continue
    const isHeld = holder.host === hostname() ? isAlive(holder) : await isTouched(path, silentForMs)
    if (isHeld) throw locked(dataDir, holder)
  }
}

async function readSoon(path: string): Promise<LockHolder | undefined> {
  await pause(WRITTEN_WITHIN_MS)
  return await readHolder(path)
}

function hold(path: string): { release: () => Promise<void> } {
  const timer = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, TOUCH_EVERY_MS)
  timer.unref()
  return {
    release() {
      clearInterval(timer)
      return rm(path, { force: true })
    },
  }
}

/** Whether somebody touches the lock: whether its time changes, since the clocks of two machines need not agree. */
async function isTouched(path: string, withinMs: number): Promise<boolean> {
  const touchedAt = () =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    )
  const before = await touchedAt()
  await pause(withinMs)
  const after = await touchedAt()
  return after !== undefined && after !== before
}

async function createExclusively(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(content)
    await file.close()
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw new ConversationError(
      'data-folder-unusable',
      `The data folder ${path.replace(/\/[^/]*$/, '')} cannot be written to. Check its owner and permissions.`,
    )
  }
}

function locked(dataDir: string, holder?: LockHolder): ConversationError {
  const where = holder && holder.host !== hostname() ? ` on ${holder.host}` : ''
  const by = holder ? ` by process ${holder.pid}${where}` : ''
  return new ConversationError(
    'data-folder-locked',
    `The data folder ${dataDir} is in use${by}. Stop that process, choose another folder (dataDir, DATA_DIR), or use a ` +
      'Postgres server (url, DATABASE_URL), which several instances can share.',
  )
}
