import { serve } from '../process/serve'
import { latencyOf } from './percentiles'
import { openTalk, post, type Talk, unaskedAnswers } from './talk'

// The customers, in a process of their own.
const talks: Talk[] = []
let phoneNumber = Date.now() % 100_000_000

/**
 * Repeats an operation so often, in so many places at once. Counted and not timed: on a busy machine a timed
 * run would be over before the code that it measures is compiled.
 */
async function closedLoop(places: number, times: number, operation: (place: number) => Promise<number>) {
  const took: number[] = []
  const before = unaskedAnswers()
  const began = performance.now()
  let left = times
  const all = Promise.all(
    Array.from({ length: places }, async (_, place) => {
      while (left > 0) {
        left -= 1
        took.push(await operation(place))
      }
    }),
  )
  let ended = -1
  const watch = setInterval(() => {
    if (took.length === ended) throw new Error(`${ended} of ${times} operations have ended, and then no more`)
    ended = took.length
  }, PATIENCE_MS)
  await all
  clearInterval(watch)
  refuseUnasked(before)
  const seconds = (performance.now() - began) / 1_000
  return { operations: took.length, unanswered: 0, seconds, ...latencyOf(took) }
}

function refuseUnasked(before: number): void {
  const unasked = unaskedAnswers() - before
  if (unasked > 0) throw new Error(`${unasked} answers came that nobody had asked for`)
}

/** Until an open loop begins, in milliseconds: what it takes to plan it must not make its first operations late. */
const PLANNING_MS = 500

/** So long nothing has to happen before it is said that nothing ever will: a conversation that stands still is a result. */
const PATIENCE_MS = 60_000

/** Begins operations at their times, whether or not earlier ones have ended; late ones count from their time. */
async function openLoop(perSecond: number, count: number) {
  const before = unaskedAnswers()
  const began = performance.now() + PLANNING_MS
  const took: number[] = []
  const all = Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const due = began + (index * 1_000) / perSecond
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
      await talks[index % talks.length]?.roundTrip()
      took.push(performance.now() - due)
    }),
  )
  const lastDueMs = PLANNING_MS + (count * 1_000) / perSecond
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, lastDueMs + PATIENCE_MS)
  })
  await Promise.race([all, late])
  clearTimeout(timer)
  refuseUnasked(before)
  const seconds = (performance.now() - began) / 1_000
  return { operations: took.length, unanswered: count - took.length, seconds, ...latencyOf(took) }
}

async function start(url: string): Promise<number> {
  phoneNumber = (phoneNumber + 1) % 100_000_000
  const customerDestination = `+49151${String(phoneNumber).padStart(8, '0')}`
  const began = performance.now()
  await post(`${url}/v1/conversations`, { resourceId: 'starts', customerDestination })
  return performance.now() - began
}

serve({
  starts: ({ url, places, times }) => closedLoop(Number(places), Number(times), () => start(String(url))),
  async open({ url, count }) {
    const opened: Talk[] = []
    let left = Number(count)
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        for (; left > 0; ) {
          left -= 1
          opened.push(await openTalk(String(url)))
        }
      }),
    )
    talks.push(...opened)
    return talks.length
  },
  roundTrips: ({ places, times }) =>
    closedLoop(
      Math.min(Number(places), talks.length),
      Number(times),
      async (place) => (await talks[place]?.roundTrip()) ?? 0,
    ),
  atRate: ({ perSecond, times }) => openLoop(Number(perSecond), Number(times)),
  /** How many conversations do not answer in time. */
  async stalled({ withinMs }) {
    const late = new Promise<'late'>((resolve) => setTimeout(resolve, Number(withinMs), 'late'))
    const answers = await Promise.all(talks.map((talk) => Promise.race([talk.roundTrip(), late])))
    return answers.filter((answer) => answer === 'late').length
  },
  close() {
    for (const talk of talks.splice(0)) talk.close()
  },
})
