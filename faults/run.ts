import { HELP, randomSeed, readOptions } from './options'
import { runScenarios, type ScenarioReport } from './run-scenarios'
import { scenarios } from './scenarios/list'
import { rowsTable } from './scenarios/rows-table'
import { orExplain } from './wrong-arguments'

/** Of each verdict: a thousand of one kind must not hide the only one of another. */
const SHOWN_OF_EACH = 8

const { wants, chosen, seed, mutant, again, ...how } = orExplain(() =>
  readOptions(process.argv.slice(2), scenarios, randomSeed),
)
if (wants !== 'run') {
  console.log(wants === 'help' ? HELP : rowsTable(scenarios))
  process.exit(0)
}
console.log(`seed ${seed}, ${chosen.length} scenarios`)
const reports = await runScenarios(chosen, {
  ...how,
  seed,
  mutant,
  onReport: (report) => console.log(describe(report)),
})
const failed = reports.filter(({ outcome }) => outcome.done && outcome.findings.length > 0)
const skipped = reports.filter(({ outcome }) => !outcome.done)
console.log(
  `${reports.length - failed.length - skipped.length} passed, ${failed.length} failed, ${skipped.length} not possible here`,
)
if (failed.length > 0)
  console.log(
    `again: npm run faults -- --seed ${seed} --only ${failed.map(({ scenario }) => scenario.id).join(',')}${again}`,
  )
if (mutant !== undefined)
  console.log(`a relay with lines ${mutant}: ${failed.length > 0 ? '' : 'NOT '}caught`)
process.exit(failed.length > 0 ? 1 : 0)

function describe({ scenario, outcome, seconds }: ScenarioReport): string {
  const head = `${scenario.id.padEnd(5)} ${scenario.title} (${seconds.toFixed(1)} s)`
  if (!outcome.done) return `  —   ${head}\n        not possible here: ${outcome.reason}`
  const { findings, notes } = outcome
  const verdicts = [...new Set(findings.map(({ verdict }) => verdict))].sort()
  const shown = verdicts.flatMap((verdict) => {
    const details = findings.filter((finding) => finding.verdict === verdict).map(({ detail }) => detail)
    const more = details.length > SHOWN_OF_EACH ? [`and ${details.length - SHOWN_OF_EACH} more`] : []
    return [...details.slice(0, SHOWN_OF_EACH), ...more].map((detail) => `        ${verdict}: ${detail}`)
  })
  const mark = findings.length === 0 ? '  ok  ' : ' FAIL '
  return [`${mark}${head}`, ...notes.map((note) => `        ${note}`), ...shown].join('\n')
}
