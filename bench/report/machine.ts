import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { NODE_OPTION } from '../process/program'

/** Where and when the figures were taken, one line each. */
export function describeMachine(size: string): string[] {
  const memory = Math.round(totalmem() / 2 ** 30)
  return [
    `${new Date().toISOString().slice(0, 10)}, \`npm run bench${size === 'quick' ? ' -- --quick' : ''}\``,
    `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, ${memory} GB, ${type()} ${release()}`,
    `Node ${process.version}, all programs with \`${NODE_OPTION}\`; Postgres 18 with \`fsync\` and \`synchronous_commit\` on; everything on this machine, over loopback`,
    `${loadavg()[0]?.toFixed(1)} programs wanted to run on average in the minute before; where that is above the number of processors, wall time says little`,
  ]
}
