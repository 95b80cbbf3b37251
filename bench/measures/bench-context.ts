import { type Cluster, startCluster } from '../../faults/postgres/cluster'
import { type Bundle, bundlePrograms } from '../../faults/server/bundle'
import { type Program, startProgram } from '../process/program'
import type { Size } from './size'

/** Everything that a measurement needs, and a way to end all of it. */
export interface BenchContext {
  readonly size: Size
  readonly cluster: Cluster
  readonly platform: Program
  readonly platformUrl: string
  /** A new process of a program, ended with everything else. */
  start(program: 'hub' | 'bare' | 'load' | 'library', argument?: object): Promise<Program>
  stop(): Promise<void>
}

const programs = {
  hub: 'subjects/hub.ts',
  bare: 'subjects/bare.ts',
  library: 'subjects/library.ts',
  platform: 'subjects/platform.ts',
  load: 'load/main.ts',
}

export async function openBench(folder: string, size: Size): Promise<BenchContext> {
  const entries = Object.entries(programs).map(([name, path]) => [name, `${folder}/${path}`])
  const [cluster, bundle] = await Promise.all([startCluster(), bundlePrograms(Object.fromEntries(entries))])
  const running = new Set<Program>()
  const platform = await run(bundle, 'platform', {}, running)
  const platformUrl = await platform.ask<string>('url')
  return {
    size,
    cluster,
    platform,
    platformUrl,
    start: (program, argument = {}) => run(bundle, program, { platformUrl, ...argument }, running),
    async stop() {
      for (const program of running) program.kill()
      await Promise.all([...running].map(({ exited }) => exited))
      await cluster.stop()
      await bundle.remove()
    },
  }
}

async function run(bundle: Bundle, name: string, argument: object, running: Set<Program>): Promise<Program> {
  const program = await startProgram(bundle.file(name), argument)
  running.add(program)
  void program.exited.then(() => running.delete(program))
  return program
}
