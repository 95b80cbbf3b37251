import { readFileSync } from 'node:fs'
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ConversationError, pause } from '@conversation-hub/core'

/** A lock that cannot be read may be just being written, in milliseconds; one that stays so was cut short. */
const WRITTEN_WITHIN_MS = 200
/** Whoever holds a lock touches it: another machine, or container, cannot ask whether the process lives. */
const TOUCH_EVERY_MS = 1_000
const SILENT_FOR_MS = 5_000

interface Holder {
  readonly pid: number
  readonly host: string
  /** The kernel's start time of the process, so that a reused process id is not taken for the holder. */
  readonly startedAt: string
}

/**
 * Takes the data folder for this process. A lock whose process no longer lives (`kill -9`) is taken over at once;
 * one of another host or container, when it has not been touched for `silentForMs` milliseconds (default 5,000).
 *
 * Throws `data-folder-locked`, naming the process that has it.
 */
export async function lockDataFolder(
  dataDir: string,
  { silentForMs = SILENT_FOR_MS }: { readonly silentForMs?: number } = {},
): Promise<{ release: () => Promise<void> }> {
  const path = join(dataDir, 'hub.lock')
  const me: Holder = { pid: process.pid, host: hostname(), startedAt: startTimeOf(process.pid) }
  for (let tries = 0; tries < 4; tries += 1) {
    if (await createExclusively(path, JSON.stringify(me))) return hold(path)
    const holder = await readHolder(path)
    if (holder && isAlive(holder, me)) throw locked(dataDir, holder)
    if (holder && holder.host !== me.host && (await isTouched(path, silentForMs)))
      throw locked(dataDir, holder)
    if (!holder && tries === 0) {
      await pause(WRITTEN_WITHIN_MS)
      continue
    }
    // Renaming moves the stale lock away for exactly one of several that found it stale.
    const stale = `${path}.${process.pid}.stale`
    await rename(path, stale).catch(() => {})
    await rm(stale, { force: true })
  }
  throw locked(dataDir)
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

/** Whether somebody touches the lock. By what changes: clocks of two machines need not agree. */
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

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof parsed !== 'object' || parsed === null) return undefined
    if (!('pid' in parsed) || typeof parsed.pid !== 'number') return undefined
    const host = 'host' in parsed ? String(parsed.host) : ''
    const startedAt = 'startedAt' in parsed ? String(parsed.startedAt) : ''
    return { pid: parsed.pid, host, startedAt }
  } catch {
    // Gone meanwhile, or cut short by a power failure: nobody holds it.
    return undefined
  }
}

function isAlive(holder: Holder, me: Holder): boolean {
  if (holder.host !== me.host) return false
  if (holder.pid === me.pid) return holder.startedAt === me.startedAt
  try {
    process.kill(holder.pid, 0)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM')) return false
  }
  return holder.startedAt === '' || startTimeOf(holder.pid) === holder.startedAt
}

/** Field 22 of /proc/PID/stat; empty where there is no /proc, `gone` for one that only waits to be buried. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return 'ZX'.includes(state) ? 'gone' : (fields[18] ?? '')
  } catch {
    return ''
  }
}

function locked(dataDir: string, holder?: Holder): ConversationError {
  const where = holder && holder.host !== hostname() ? ` on ${holder.host}` : ''
  const by = holder ? ` by process ${holder.pid}${where}` : ''
  return new ConversationError(
    'data-folder-locked',
    `The data folder ${dataDir} is in use${by}. Stop that process, choose another folder (DATA_DIR), or use a ` +
      'Postgres server (DATABASE_URL), which several instances can share.',
  )
}
