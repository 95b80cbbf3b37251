import type { BenchContext } from './bench-context'
import type { Loop } from './rate'
import { startSubject } from './subject'

export interface Soak {
  readonly minutes: number
  /** Bytes that the heap grew by in ten minutes, after collections; the first fifth of the time does not count. */
  readonly heapGrowth: number
  /** Messages that were never answered, and conversations that do not answer at the end. */
  readonly stalled: number
}

/** Of fewer figures no slope says anything. */
export const LEAST_SOAK_MINUTES = 5

const LAST_ANSWER_WITHIN_MS = 30_000

/** The relay at half load for a long time. */
export async function measureSoak(context: BenchContext, perSecond: number, minutes: number): Promise<Soak> {
  const { size } = context
  const subject = await startSubject(context, 'hub')
  await subject.load.ask('open', { url: subject.url, count: size.places })
  const heaps: number[] = []
  let unanswered = 0
  for (let minute = 0; minute < minutes; minute += 1) {
    const loop = await subject.load.ask<Loop>('atRate', { perSecond, times: Math.round(perSecond * 60) })
    unanswered += loop.unanswered
    heaps.push((await subject.memory()).heapBytes)
  }
  const silent = await subject.load.ask<number>('stalled', { withinMs: LAST_ANSWER_WITHIN_MS })
  await subject.stop()
  return {
    minutes,
    heapGrowth: slope(heaps.slice(Math.floor(minutes / 5))) * 10,
    stalled: unanswered + silent,
  }
}

/** By least squares, for one step. */
function slope(values: ReadonlyArray<number>): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const rise = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0)
  const run = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
  return run === 0 ? 0 : rise / run
}
