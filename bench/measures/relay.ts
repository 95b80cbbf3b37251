import type { Latency } from '../load/percentiles'
import type { BenchContext } from './bench-context'
import { cheapest, type Rate } from './starts'
import { perOperation, SUBJECTS, type SubjectName, startSubject } from './subject'

export interface Relay {
  readonly subject: SubjectName
  readonly full: Rate
  /** One conversation alone. */
  readonly alone: Latency
  /** At half of what the subject itself can do, with arrivals that wait for nobody. */
  readonly half: Latency
}

interface Loop extends Latency {
  readonly operations: number
  readonly seconds: number
}

/** Round trips: a customer's message to the platform, and the platform's answer to the customer. */
export async function measureRelay(context: BenchContext): Promise<Relay[]> {
  const { size } = context
  const relays: Relay[] = []
  for (const name of SUBJECTS) {
    const subject = await startSubject(context, name)
    const load = await context.start('load')
    await load.ask('open', { url: subject.url, count: size.places })
    const loop = (places: number, times: number) => load.ask<Loop>('roundTrips', { places, times })
    await loop(size.places, size.warmUp)
    const rounds: Rate[] = []
    for (let round = 0; round < size.rounds; round += 1) {
      const before = await subject.usage()
      const { operations, seconds, p50, p99 } = await loop(size.places, size.times)
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
    const full = cheapest(rounds)
    const alone = await loop(1, size.times / 10)
    const half = await load.ask<Loop>('atRate', { perSecond: full.perSecond / 2, times: size.times / 2 })
    relays.push({ subject: name, full, alone, half })
    load.kill()
    subject.program.kill()
    await subject.program.exited
  }
  return relays
}
