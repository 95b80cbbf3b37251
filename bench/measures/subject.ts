import type { Program } from '../process/program'
import type { BenchContext } from './bench-context'
import { postgresCpu } from './postgres-cpu'

export type SubjectName = 'hub' | 'bare undici' | 'bare axios'

/** A server that is measured, and what it has used so far. */
export interface Subject {
  readonly name: SubjectName
  readonly program: Program
  readonly url: string
  usage(): Promise<Usage>
}

export interface Usage {
  /** Of its own process, in microseconds. */
  readonly cpuMicroseconds: number
  /** Of the database for it, in microseconds. `undefined` where the machine does not tell. */
  readonly databaseMicroseconds: number | undefined
  readonly residentBytes: number
}

export const SUBJECTS: ReadonlyArray<SubjectName> = ['hub', 'bare undici', 'bare axios']

export async function startSubject(
  context: BenchContext,
  name: SubjectName,
  databaseUrl?: string,
): Promise<Subject> {
  const program =
    name === 'hub'
      ? await context.start('hub', { databaseUrl: databaseUrl ?? (await context.cluster.createDatabase()) })
      : await context.start('bare', { client: name === 'bare axios' ? 'axios' : 'undici' })
  return {
    name,
    program,
    url: await program.ask<string>('url'),
    async usage() {
      const own = await program.ask<{ cpuMicroseconds: number; residentBytes: number }>('usage')
      const database = name === 'hub' ? await postgresCpu(await context.cluster.pid()) : 0
      return { ...own, databaseMicroseconds: database }
    },
  }
}

/** Processor time in microseconds for one of so many operations between two looks. */
export function perOperation(before: Usage, after: Usage, operations: number) {
  const database =
    before.databaseMicroseconds === undefined || after.databaseMicroseconds === undefined
      ? undefined
      : (after.databaseMicroseconds - before.databaseMicroseconds) / operations
  return { own: (after.cpuMicroseconds - before.cpuMicroseconds) / operations, database }
}
