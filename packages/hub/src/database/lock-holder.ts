import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** The process that wrote a lock. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  /** The kernel's start time of the process, so that a reused process id is not taken for the holder. */
  readonly startedAt: string
}

export function thisProcess(): LockHolder {
  return { pid: process.pid, host: hostname(), startedAt: startTimeOf(process.pid) }
}

/** Who wrote the lock. `undefined` if it is gone, or was cut short by a power failure, so that nobody holds it. */
export async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof parsed !== 'object' || parsed === null) return undefined
    if (!('pid' in parsed) || typeof parsed.pid !== 'number') return undefined
    const host = 'host' in parsed ? String(parsed.host) : ''
    const startedAt = 'startedAt' in parsed ? String(parsed.startedAt) : ''
    return { pid: parsed.pid, host, startedAt }
  } catch {
    return undefined
  }
}

/** Whether the process lives, as far as this machine can tell: only for its own processes. */
export function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return false
  if (holder.pid === process.pid) return holder.startedAt === startTimeOf(process.pid)
  try {
    process.kill(holder.pid, 0)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM')) return false
  }
  return holder.startedAt === '' || startTimeOf(holder.pid) === holder.startedAt
}

/** Field 22 of /proc/PID/stat. Empty where there is no /proc; `gone` for a zombie, which has died already. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return 'ZX'.includes(state) ? 'gone' : (fields[18] ?? '')
  } catch {
    return ''
  }
}
