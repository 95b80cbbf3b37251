import type { Latency } from '../load/percentiles'
import { perOperation, type Subject, type SubjectName } from './subject'

/** How fast a subject is, and what it costs. */
export interface Rate extends Latency {
  readonly subject: SubjectName
  readonly perSecond: number
  /** Processor microseconds of the server and of the database for one operation. */
  readonly cpu: number
  readonly databaseCpu: number | undefined
}

/** What the customers saw. */
export interface Loop extends Latency {
  readonly operations: number
  /** Operations that have not ended, a minute after they all should have. */
  readonly unanswered: number
  readonly seconds: number
}

export async function rateOf(subject: Subject, run: () => Promise<Loop>): Promise<Rate> {
  const before = await subject.cpu()
  const { operations, seconds, p50, p99 } = await run()
  const { own, database } = perOperation(before, await subject.cpu(), operations)
  return { subject: subject.name, perSecond: operations / seconds, cpu: own, databaseCpu: database, p50, p99 }
}

/**
 * Several rounds of each subject, in the order of the subjects. They take turns within a round, so that a busy minute of
 * the machine is everybody's.
 */
export async function inTurns<Result>(
  subjects: ReadonlyArray<Subject>,
  rounds: number,
  measure: (subject: Subject) => Promise<Result>,
): Promise<Result[][]> {
  const measured: Result[][] = subjects.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) measured[index]?.push(await measure(subject))
  }
  return measured
}

/** The best of several rounds, because what disturbs one only makes it slower and dearer. */
export function best(rounds: ReadonlyArray<Rate>): Rate {
  return rounds.reduce((one, other) => ({
    ...(other.perSecond > one.perSecond ? other : one),
    cpu: Math.min(one.cpu, other.cpu),
    databaseCpu: (one.cpu <= other.cpu ? one : other).databaseCpu,
  }))
}
