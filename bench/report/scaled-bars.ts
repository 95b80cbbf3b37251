import { of } from '../measures/subject'
import { type Bar, bar } from './bars'
import type { Results } from './results'

/** What bare-undici did on the machine on which P2 and P3 were set: what is absolute there is scaled by it here. */
const WHERE_THEY_WERE_SET = { startsPerSecond: 24_000, startCpu: 40, roundTripsPerSecond: 11_500 }

/** P2 and P3 as they are on this machine. */
export function scaledBarsOf({ starts, relay }: Results): Bar[] {
  const hub = of('hub', starts)
  const bare = of('bare-undici', starts)
  const relayed = of('hub', relay).full.perSecond
  const rate = bare.perSecond / WHERE_THEY_WERE_SET.startsPerSecond
  const cost = bare.cpu / WHERE_THEY_WERE_SET.startCpu
  const relayRate = of('bare-undici', relay).full.perSecond / WHERE_THEY_WERE_SET.roundTripsPerSecond
  return [
    atLeast('P2 start over HTTP: rate', hub.perSecond, 5_500 * rate, 9_000 * rate),
    atMost('P2 start over HTTP: CPU of the server', hub.cpu, 150 * cost, 80 * cost),
    atLeast('P3 round trips, durable', relayed, 3_500 * relayRate, 5_000 * relayRate),
  ]
}

const atLeast = (name: string, value: number, must: number, good: number) =>
  bar(name, `≥ ${whole(must)}/s`, `≥ ${whole(good)}/s`, `${whole(value)}/s`, [
    { value, must, good, more: true },
  ])

const atMost = (name: string, value: number, must: number, good: number) =>
  bar(name, `≤ ${whole(must)} µs`, `≤ ${whole(good)} µs`, `${whole(value)} µs`, [{ value, must, good }])

const whole = (value: number) => Math.round(value).toLocaleString('en')
