import { pause } from '@conversation-hub/core'
import type { Customer } from '../trial/customer'
import { startTrial, type Trial, type TrialOptions } from '../trial/trial'
import { arrival, type Finding, findingsOf, recovery, since, unless } from './finding'
import type { Outcome, ScenarioContext } from './scenario'
import { trialOf } from './trial-of'

export const CONVERSATIONS = 16
const LINES_EACH = 10

interface UnderFault extends Partial<Omit<TrialOptions, 'name' | 'serverFile' | 'mutant'>> {
  readonly name: string
  readonly instances?: 1 | 2
  /** After the fault's end, in milliseconds. Default: 30 seconds. */
  readonly recoversWithinMs?: number
  /**
   * Does the harm and ends it. What it answers is wrong or worth saying. `isOver` is called when the harm has ended, where
   * it then still waits for something: the time of the recovery counts from there.
   */
  readonly fault: (trial: Trial, isOver: () => void) => Promise<ReadonlyArray<Finding | string> | undefined>
}

/** Brings up a trial, does the harm, and looks whether everything arrives after it. */
export async function underFault(
  context: ScenarioContext,
  { name, instances = 1, recoversWithinMs = 30_000, fault, ...options }: UnderFault,
): Promise<Outcome> {
  const databaseUrl = options.databaseUrl ?? (await context.cluster.createDatabase())
  const trial = await startTrial({ ...options, ...trialOf(context, name), databaseUrl })
  try {
    for (let place = 0; place < instances; place += 1) await trial.startInstance(place)
    let overAt: number | undefined
    const came =
      (await fault(trial, () => {
        overAt = performance.now()
      })) ?? []
    const tookMs = await since(overAt ?? performance.now(), trial.drain())
    const { accepted } = trial.customerLog
    const extra = came.filter((one) => typeof one !== 'string')
    const notes = came.filter((one) => typeof one === 'string')
    return {
      done: true,
      findings: [
        ...findingsOf(trial),
        ...recovery(context, tookMs, recoversWithinMs),
        ...unless(accepted.length > 0, 'no message was accepted: nothing was tried'),
        ...extra,
      ],
      notes: [`${accepted.length} messages accepted, ${arrival(tookMs)}`, ...notes],
    }
  } finally {
    await trial.stop()
  }
}

/** Everybody says so many lines, one after the other. */
export async function talk(customers: ReadonlyArray<Customer>, lines = LINES_EACH): Promise<void> {
  await Promise.all(customers.map((customer) => customer.say(lines)))
}

/** Between two lines of a customer, so that minutes of talk do not become millions of lines. */
const BETWEEN_LINES_MS = 50

/** Everybody talks while harm is done, and says one more line after it: the harm never comes when all is said already. */
export async function whileTalking<Result>(
  customers: ReadonlyArray<Customer>,
  harm: () => Promise<Result>,
): Promise<Result> {
  let isDone = false
  const talking = customers.map(async (customer) => {
    for (let lines = 1; !isDone || lines < LINES_EACH; lines += 1) {
      await customer.say(1)
      await pause(BETWEEN_LINES_MS)
    }
    await customer.say(1)
  })
  try {
    return await harm()
  } finally {
    isDone = true
    await Promise.all(talking)
  }
}

export const seconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count * 1_000))
