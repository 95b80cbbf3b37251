import type { Customer } from '../trial/customer'
import { startTrial, type Trial, type TrialOptions } from '../trial/trial'
import { type Finding, findingsOf, recovery } from './finding'
import type { Outcome, ScenarioContext } from './scenario'
import { trialOf } from './trial-of'

export const CONVERSATIONS = 16
const LINES_EACH = 10

interface UnderFault extends Partial<Omit<TrialOptions, 'name' | 'serverFile' | 'mutant'>> {
  readonly name: string
  readonly instances?: 1 | 2
  /** After the fault's end, in milliseconds. Default: 30 seconds. */
  readonly recoversWithinMs?: number
  /** Does the harm and ends it. What it answers is wrong or worth saying. */
  readonly fault: (trial: Trial) => Promise<ReadonlyArray<Finding | string> | undefined>
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
    const came = (await fault(trial)) ?? []
    const tookMs = await trial.drain()
    const { accepted } = trial.customerLog
    const extra = came.filter((one) => typeof one !== 'string')
    const notes = came.filter((one) => typeof one === 'string')
    return {
      done: true,
      findings: [...findingsOf(trial), ...recovery(context, tookMs, recoversWithinMs), ...extra],
      notes: [
        `${accepted.length} messages accepted, all arrived ${(tookMs / 1_000).toFixed(1)} s after the fault`,
        ...notes,
      ],
    }
  } finally {
    await trial.stop()
  }
}

/** Everybody says so many lines, one after the other. */
export async function talk(customers: ReadonlyArray<Customer>, lines = LINES_EACH): Promise<void> {
  await Promise.all(customers.map((customer) => customer.say(lines)))
}

export const seconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count * 1_000))
