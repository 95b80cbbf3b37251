import type { Latency } from '../load/percentiles'
import type { BenchContext } from './bench-context'
import { perOperation, SUBJECTS, type SubjectName, startSubject } from './subject'
import { until } from './until'

export interface Rate extends Latency {
  readonly subject: SubjectName
  readonly perSecond: number
  /** Processor microseconds of the server and of the database for one operation. */
  readonly cpu: number
  readonly databaseCpu: number | undefined
}

interface Loop extends Latency {
  readonly operations: number
  readonly seconds: number
}

/** Start Conversation: validated and kept, and created at the platform. */
export async function measureStarts(context: BenchContext): Promise<Rate[]> {
  const rates: Rate[] = []
  const { platform, size } = context
  for (const name of SUBJECTS) {
    const subject = await startSubject(context, name)
    const load = await context.start('load')
    await load.ask<Loop>('starts', { url: subject.url, places: size.places, times: size.warmUp })
    const rounds: Rate[] = []
    for (let round = 0; round < size.rounds; round += 1) {
      const createdBefore = await platform.ask<number>('created')
      const before = await subject.usage()
      const { operations, seconds, p50, p99 } = await load.ask<Loop>('starts', {
        url: subject.url,
        places: size.places,
        times: size.times,
      })
      // What the hub has kept it still has to carry to the platform: that work belongs to the operation.
      await until(
        'every start is at the platform',
        async () => (await platform.ask<number>('created')) - createdBefore >= operations,
      )
      const { own, database } = perOperation(before, await subject.usage(), operations)
      rounds.push({
        subject: name,
        perSecond: operations / seconds,
        cpu: own,
        databaseCpu: database,
        p50,
        p99,
      })
    }
    rates.push(cheapest(rounds))
    load.kill()
    subject.program.kill()
    await subject.program.exited
  }
  return rates
}

export function cheapest(rounds: ReadonlyArray<Rate>): Rate {
  return rounds.reduce((best, round) => (round.cpu < best.cpu ? round : best))
}
