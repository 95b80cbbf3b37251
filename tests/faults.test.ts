import { beforeAll, describe, expect, it } from 'vitest'
import { runScenarios, type ScenarioReport } from '../faults/run-scenarios'
import { scenarios } from '../faults/scenarios/list'

const short = scenarios.filter((scenario) => scenario.short)

/** Printed with every failure; `npm run faults -- --seed` repeats its moments. */
const seed = Math.floor(Math.random() * 2 ** 31)

// The short set of the fault harness: every row that a machine of two cores gets through within minutes.
describe(`the guarantees under faults (seed ${seed})`, () => {
  const reports = new Map<string, ScenarioReport>()
  beforeAll(async () => {
    const all = await runScenarios(short, { seed, length: 'short', atOnce: 6 })
    for (const report of all) reports.set(report.scenario.id, report)
  }, 600_000)

  it.each(short.map(({ id, title }) => [id, title] as const))('hold in %s: %s', (id) => {
    const outcome = reports.get(id)?.outcome
    expect(outcome?.done, `seed ${seed}`).toBe(true)
    expect(
      outcome?.done && outcome.findings,
      `npm run faults -- --short --seed ${seed} --only ${id}`,
    ).toEqual([])
  })
})
