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

/** Many times what a row takes on a quiet machine: in the short set, and in a night. */
const LIMIT_MS = { short: 5 * 60_000, long: 2 * 60 * 60_000 }

interface Options extends Pick<ScenarioContext, 'length' | 'volume' | 'mutant'> {
  readonly seed: number
  /** So many at a time: most of them wait for leases and retries most of the time. */
  readonly atOnce: number
  readonly onReport?: (report: ScenarioReport) => void
}

/** Runs scenarios over one Postgres server. Each draws its random numbers from the seed and its own id. */
export async function runScenarios(
  scenarios: ReadonlyArray<Scenario>,
  { seed, atOnce, onReport, ...context }: Options,
): Promise<ScenarioReport[]> {
  const [cluster, server] = await Promise.all([
    startCluster(),
    bundlePrograms({ server: join(import.meta.dirname, 'server/main.ts') }, { dependencies: true }),
  ])
  const reports: ScenarioReport[] = []
  const waiting = [...scenarios]

  async function work(): Promise<void> {
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      const began = performance.now()
      const random = createRandom(seed).fork(scenario.id)
      const outcome = await withinLimit(
        scenario.run({ ...context, random, cluster, serverFile: server.file('server') }),
        LIMIT_MS[context.length],
      ).catch(broken)
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

/** A row that hangs is a finding, and does not keep the others from being seen. */
async function withinLimit(run: Promise<Outcome>, limitMs: number): Promise<Outcome> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${limitMs / 1_000} s`)), limitMs)
  })
  return await Promise.race([run, late]).finally(() => clearTimeout(timer))
}

function broken(thrown: unknown): Outcome {
  const detail = thrown instanceof Error ? String(thrown.stack) : String(thrown)
  return { done: true, findings: [{ verdict: 'extra', detail: `the scenario failed: ${detail}` }], notes: [] }
}
