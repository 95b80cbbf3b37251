import { of } from '../measures/subject'
import type { Results } from './results'

/** A goal, and how near a run came to it. */
export interface Bar {
  readonly name: string
  readonly must: string
  readonly good: string
  readonly reached: string
  readonly verdict: 'good' | 'must' | 'missed' | 'not measured'
}

/** A figure of a bar: at most so much, or at least. */
interface Figure {
  readonly value: number
  readonly must: number
  readonly good: number
  readonly more?: true
}

/** The bars P1 to P9, which are the goals of this bench. */
export function barsOf({ library, starts, relay, memory, comingBack, soak }: Results): Bar[] {
  const start = of('hub', starts)
  const hub = of('hub', relay)
  const bare = of('bare-undici', relay)
  const held = of('hub', memory)
  // A round trip has two legs.
  const added = (which: 'p50' | 'p99') => (hub.alone[which] - bare.alone[which]) / 2
  const half = hub.half.p99 / 2
  const extra = (library.core / library.bare - 1) * 100
  const kilobytes = held.bytesPerConversation / 1_000
  const idle = held.idle.cpu * 100
  const growth = Math.abs(held.idle.growth) * 100
  return [
    bar('P1 CPU that `startConversation` of core adds', '≤ 15 %', '≤ 8 %', `${extra.toFixed(0)} %`, [
      { value: extra, must: 15, good: 8 },
    ]),
    bar(
      'P2 start over HTTP: rate, CPU of the server',
      '≥ 5,500/s, ≤ 150 µs',
      '≥ 9,000/s, ≤ 80 µs',
      `${whole(start.perSecond)}/s, ${whole(start.cpu)} µs`,
      [
        { value: start.perSecond, must: 5_500, good: 9_000, more: true },
        { value: start.cpu, must: 150, good: 80 },
      ],
    ),
    bar('P3 round trips, durable', '≥ 3,500/s', '≥ 5,000/s', `${whole(hub.full.perSecond)}/s`, [
      { value: hub.full.perSecond, must: 3_500, good: 5_000, more: true },
    ]),
    bar(
      'P4 latency added to a leg, one conversation, p50 / p99',
      '≤ 1.2 / 5 ms',
      '≤ 0.7 / 2.5 ms',
      `${added('p50').toFixed(2)} / ${added('p99').toFixed(2)} ms`,
      [
        { value: added('p50'), must: 1.2, good: 0.7 },
        { value: added('p99'), must: 5, good: 2.5 },
      ],
    ),
    bar(
      'P5 half of the p99 of a round trip (two legs) at half load, open loop',
      '≤ 40 ms',
      '≤ 20 ms',
      `${half.toFixed(1)} ms`,
      [{ value: half, must: 40, good: 20 }],
    ),
    bar('P6 memory of an open conversation', '≤ 100 KB', '≤ 80 KB', `${kilobytes.toFixed(0)} KB`, [
      { value: kilobytes, must: 100, good: 80 },
    ]),
    bar(
      `P7 ${whole(held.open)} conversations, idle: CPU of one core, memory`,
      '< 2 %, ± 3 %',
      '< 2 %, ± 3 %',
      `${idle.toFixed(1)} %, ${growth.toFixed(1)} % in ${held.idle.seconds} s`,
      [
        { value: idle, must: 2, good: 2 },
        { value: growth, must: 3, good: 3 },
      ],
    ),
    bar(
      `P8 ${whole(comingBack.taken)} streams resumed after the death of their instance, messages lost`,
      '≤ 15 s, 0',
      '≤ 8 s, 0',
      `${comingBack.takenOverAfter.toFixed(1)} s, ${comingBack.lost}`,
      [
        { value: comingBack.takenOverAfter, must: 15, good: 8 },
        { value: comingBack.lost, must: 0, good: 0 },
      ],
    ),
    soakBar(soak),
  ]
}

/** The goal is half an hour: what a shorter run kept to is told, and reaches nothing. */
function soakBar(soak: Results['soak']): Bar {
  const goal = { must: '< 1 MiB in 10 min, 0', good: '' }
  const name = 'P9 half load for 30 minutes: heap, stalled conversations'
  if (!soak) return { ...goal, name, reached: '`npm run bench -- --soak 30`', verdict: 'not measured' }
  const reached = `${(soak.heapGrowth / 2 ** 20).toFixed(2)} MiB, ${soak.stalled}`
  const judged = bar(name, goal.must, goal.good, reached, [
    { value: soak.heapGrowth, must: 2 ** 20, good: 2 ** 20 },
    { value: soak.stalled, must: 0, good: 0 },
  ])
  if (soak.minutes >= 30 || judged.verdict === 'missed') return judged
  return { ...judged, reached: `${reached} in ${soak.minutes} minutes`, verdict: 'not measured' }
}

/** Judges figures: a bar is reached when all of them are. */
export function bar(
  name: string,
  must: string,
  good: string,
  reached: string,
  figures: ReadonlyArray<Figure>,
): Bar {
  const meets = (which: 'must' | 'good') =>
    figures.every((figure) => (figure.more ? figure.value >= figure[which] : figure.value <= figure[which]))
  return { name, must, good, reached, verdict: meets('good') ? 'good' : meets('must') ? 'must' : 'missed' }
}

const whole = (value: number) => Math.round(value).toLocaleString('en')
