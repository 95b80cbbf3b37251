import type { Latency } from '../load/percentiles'
import type { BenchContext } from './bench-context'
import { best, inTurns, type Loop, type Rate, rateOf } from './rate'
import { of, SUBJECTS, type Subject, type SubjectName, startSubject } from './subject'

export interface Relay {
  readonly subject: SubjectName
  readonly full: Rate
  /** One conversation alone. */
  readonly alone: Latency
  /** At half of what the subject itself can do, with arrivals that wait for nobody. */
  readonly half: Latency
}

/** Round trips: a customer's message to the platform, and the platform's answer to the customer. */
export async function measureRelay(context: BenchContext): Promise<Relay[]> {
  const { platform, size } = context
  const heard = () => platform.ask<number>('heard')

  async function counted(run: () => Promise<Loop>): Promise<Loop> {
    const before = await heard()
    const loop = await run()
    const more = (await heard()) - before
    if (loop.unanswered > 0 || more !== loop.operations) {
      throw new Error(
        `${loop.operations} answers, ${loop.unanswered} missing, to ${more} messages at the platform`,
      )
    }
    return loop
  }

  const loop = ({ load }: Subject, places: number, times: number) =>
    counted(() => load.ask<Loop>('roundTrips', { places, times }))

  const subjects: Subject[] = []
  for (const name of SUBJECTS) {
    const subject = await startSubject(context, name)
    await subject.load.ask('open', { url: subject.url, count: size.places })
    await loop(subject, size.places, size.warmUp)
    subjects.push(subject)
  }
  const rates = await inTurns(subjects, size.rounds, (subject) =>
    rateOf(subject, () => loop(subject, size.places, size.times)),
  )
  const full = rates.map(best)
  const alone = await inTurns(subjects, size.rounds, (subject) => loop(subject, 1, size.times / 20))
  const half = await inTurns(subjects, size.rounds, (subject) => {
    const perSecond = of(subject.name, full).perSecond / 2
    return counted(() => subject.load.ask<Loop>('atRate', { perSecond, times: size.times / 4 }))
  })
  await Promise.all(subjects.map((subject) => subject.stop()))
  return full.map((rate, index) => ({
    subject: rate.subject,
    full: rate,
    alone: quietest(alone[index] ?? []),
    half: quietest(half[index] ?? []),
  }))
}

function quietest(rounds: ReadonlyArray<Latency>): Latency {
  return {
    p50: Math.min(...rounds.map(({ p50 }) => p50)),
    p99: Math.min(...rounds.map(({ p99 }) => p99)),
  }
}
