import { readdir, readFile } from 'node:fs/promises'

/** What Linux counts processor time in: hundredths of a second. */
const TICK_MICROSECONDS = 10_000

/** Processor time of a Postgres server with all its processes, in microseconds; only Linux tells. */
export async function postgresCpu(postmaster: number): Promise<number | undefined> {
  const pids = await readdir('/proc').catch(() => [])
  let ticks = 0
  let found = false
  for (const pid of pids) {
    const stat = /^\d+$/.test(pid) ? await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') : ''
    // The name may hold spaces; what follows its closing bracket is counted from the state on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(pid) !== postmaster && Number(fields[1]) !== postmaster) continue
    found = true
    ticks += Number(fields[11]) + Number(fields[12])
    // What the processes used that are gone by now.
    if (Number(pid) === postmaster) ticks += Number(fields[13]) + Number(fields[14])
  }
  return found ? ticks * TICK_MICROSECONDS : undefined
}
