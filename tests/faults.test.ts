import { EventEmitter, once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutants } from '../faults/mutants/mutant'
import { runScenarios, type ScenarioReport } from '../faults/run-scenarios'
import type { Finding } from '../faults/scenarios/finding'
import { scenarios } from '../faults/scenarios/list'
import type { ScenarioContext } from '../faults/scenarios/scenario'
import { unharmed } from '../faults/scenarios/unharmed'

const short = scenarios.filter((scenario) => scenario.short)

/** Printed with every failure; `npm run faults -- --seed` repeats its moments. */
const seed = Math.floor(Math.random() * 2 ** 31)
/** In each of the ten rows of kills, and one at least at each kind of platform: 23 in all, each under 400 messages. */
const volume = { kills: 2, messages: 400 }

/** Several times what everything takes together. */
const LIMIT_MS = 15 * 60_000

const VERDICTS = { lost: 'A', doubled: 'B', swapped: 'C', crossed: 'D' } as const

const broken = mutants.map((mutant) => ({
  ...unharmed,
  id: `${unharmed.id} ${mutant}`,
  run: (context: ScenarioContext) => unharmed.run({ ...context, mutant }),
}))

const rows = [...short, ...broken]
const ended = new EventEmitter()
const reports = new Map<string, ScenarioReport>()
let running: Promise<unknown>
beforeAll(() => {
  running = runScenarios(rows, {
    seed,
    length: 'short',
    volume,
    mutant: undefined,
    atOnce: 5,
    onReport(report) {
      reports.set(report.scenario.id, report)
      ended.emit('one')
    },
  })
  running.catch((error) => ended.emit('error', error))
})
// The database and the programs are taken away only after everything.
afterAll(() => running, LIMIT_MS)

/** As soon as the row is done, whatever the others still do. */
async function findingsOf(id: string): Promise<ReadonlyArray<Finding>> {
  while (!reports.has(id)) await once(ended, 'one')
  const outcome = reports.get(id)?.outcome
  if (!outcome?.done) throw new Error(`${id} was not run: ${outcome?.reason}`)
  return outcome.findings
}

// The short set of the fault harness: every row that a machine of two cores gets through within minutes.
describe(`the guarantees under faults (seed ${seed})`, () => {
  it.each(short.map(({ id, title }) => [id, title] as const))(
    'hold in %s: %s',
    async (id) => {
      expect(await findingsOf(id), `npm run faults -- --short --seed ${seed} --only ${id}`).toEqual([])
    },
    LIMIT_MS,
  )
})

describe('the checker', () => {
  it.each(mutants)(
    'catches a relay with lines %s, in both directions',
    async (mutant) => {
      const findings = await findingsOf(`${unharmed.id} ${mutant}`)
      const sinks = findings
        .filter(({ verdict }) => verdict === VERDICTS[mutant])
        .map(({ detail }) => detail.split(':')[0])
      expect([...new Set(sinks)].sort()).toEqual(['customer', 'platform'])
    },
    LIMIT_MS,
  )
})
