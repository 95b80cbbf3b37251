import { join } from 'node:path'
import { startCluster } from './postgres/cluster'
import { createRandom } from './random'
import type { Outcome, Scenario, ScenarioContext } from './scenarios/scenario'
import { bundlePrograms } from './server/bundle'

export interface ScenarioReport {
  readonly scenario: Scenario
  readonly outcome: Outcome
  readonly seconds: number
}

interface Options {
  readonly seed: number
  readonly length: ScenarioContext['length']
  /** So many at a time: most of them wait for leases and retries most of the time. */
  readonly atOnce: number
  readonly onReport?: (report: ScenarioReport) => void
}

/** Runs scenarios over one Postgres server. Each draws its random numbers from the seed and its own id. */
export async function runScenarios(
  scenarios: ReadonlyArray<Scenario>,
  { seed, length, atOnce, onReport }: Options,
): Promise<ScenarioReport[]> {
  const [cluster, server] = await Promise.all([
    startCluster(),
    bundlePrograms({ server: join(import.meta.dirname, 'server/main.ts') }),
  ])
  const reports: ScenarioReport[] = []
  const waiting = [...scenarios]

  async function work(): Promise<void> {
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      const began = performance.now()
      const random = createRandom(seed).fork(scenario.id)
      const outcome = await scenario
        .run({ random, cluster, serverFile: server.file('server'), length })
        .catch((thrown: unknown): Outcome => broken(thrown))
      const report = { scenario, outcome, seconds: (performance.now() - began) / 1_000 }
      reports.push(report)
      onReport?.(report)
    }
  }

  try {
    await Promise.all(Array.from({ length: atOnce }, work))
    return scenarios.flatMap((scenario) => reports.filter((report) => report.scenario === scenario))
  } finally {
    await cluster.stop()
    await server.remove()
  }
}

function broken(thrown: unknown): Outcome {
  const detail = thrown instanceof Error ? String(thrown.stack) : String(thrown)
  return { done: true, findings: [{ verdict: 'extra', detail: `the scenario failed: ${detail}` }], notes: [] }
}
