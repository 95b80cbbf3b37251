import type { Program } from '../process/program'
import type { BenchContext } from './bench-context'
import { postgresCpu } from './postgres-cpu'

export type SubjectName = 'hub' | 'bare-undici' | 'bare-undici+2 writes' | 'bare-axios'

export const SUBJECTS: ReadonlyArray<SubjectName> = [
  'hub',
  'bare-undici',
  'bare-undici+2 writes',
  'bare-axios',
]

/** What was measured of a subject. What was not measured has no figures, least of all good ones. */
export function of<Measured extends { readonly subject: SubjectName }>(
  name: SubjectName,
  measured: ReadonlyArray<Measured>,
): Measured {
  const found = measured.find(({ subject }) => subject === name)
  if (!found) throw new Error(`"${name}" was not measured`)
  return found
}

/** A server that is measured, with its own customers. */
export interface Subject {
  readonly name: SubjectName
  readonly program: Program
  readonly load: Program
  readonly url: string
  cpu(): Promise<Cpu>
  /** After a collection. */
  memory(): Promise<{ readonly residentBytes: number; readonly heapBytes: number }>
  /** As it is. */
  residentBytes(): Promise<number>
  stop(): Promise<void>
}

/** Processor time so far, in microseconds. */
export interface Cpu {
  readonly own: number
  /** Of the database for it. `undefined` where the machine does not tell. */
  readonly database: number | undefined
}

export async function startSubject(
  context: BenchContext,
  name: SubjectName,
  databaseUrl?: string,
): Promise<Subject> {
  const keeps = name === 'hub' || name === 'bare-undici+2 writes'
  const kept = keeps && { databaseUrl: databaseUrl ?? (await context.cluster.createDatabase()) }
  const client = name === 'bare-axios' ? 'axios' : 'undici'
  const program = await context.start(name === 'hub' ? 'hub' : 'bare', { client, ...kept })
  const load = await context.start('load')
  return {
    name,
    program,
    load,
    url: await program.ask<string>('url'),
    async cpu() {
      const own = await program.ask<number>('cpu')
      return { own, database: keeps ? await postgresCpu(await context.cluster.pid()) : 0 }
    },
    memory: () => program.ask('memory'),
    residentBytes: () => program.ask('residentBytes'),
    async stop() {
      load.kill()
      program.kill()
      await Promise.all([load.exited, program.exited])
    },
  }
}

/** Processor time in microseconds for one of so many operations between two looks. */
export function perOperation(before: Cpu, after: Cpu, operations: number): Cpu {
  const database =
    before.database === undefined || after.database === undefined
      ? undefined
      : (after.database - before.database) / operations
  return { own: (after.own - before.own) / operations, database }
}
