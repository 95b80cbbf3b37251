import type { BenchContext } from './bench-context'
import { best, inTurns, type Loop, type Rate, rateOf } from './rate'
import { SUBJECTS, type Subject, startSubject } from './subject'
import { until } from './until'

/** Start Conversation: validated and kept, and created at the platform. */
export async function measureStarts(context: BenchContext): Promise<Rate[]> {
  const { platform, size } = context
  const created = () => platform.ask<number>('created')

  async function starts({ load, url }: Subject, times: number): Promise<Loop> {
    const before = await created()
    const began = performance.now()
    const loop = await load.ask<Loop>('starts', { url, places: size.places, times })
    // What the hub has kept it still has to carry to the platform: that work, and its time, belong to the operation.
    await until('every start is at the platform', async () => (await created()) - before >= loop.operations)
    const more = (await created()) - before - loop.operations
    if (more > 0) throw new Error(`${more} of ${loop.operations} starts are at the platform twice`)
    return { ...loop, seconds: (performance.now() - began) / 1_000 }
  }

  const subjects: Subject[] = []
  for (const name of SUBJECTS) {
    const subject = await startSubject(context, name)
    await starts(subject, size.warmUp)
    subjects.push(subject)
  }
  const rates = await inTurns(subjects, size.rounds, (subject) =>
    rateOf(subject, () => starts(subject, size.times)),
  )
  await Promise.all(subjects.map((subject) => subject.stop()))
  return rates.map(best)
}
