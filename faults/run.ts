import { parseArgs } from 'node:util'
import { isMutant, mutants } from './mutants/mutant'
import { runScenarios, type ScenarioReport } from './run-scenarios'
import { scenarios } from './scenarios/list'
import { rowsTable } from './scenarios/rows-table'

const KILLS = { short: 2, long: 25 } as const

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
    kills: { type: 'string' },
    messages: { type: 'string' },
    mutant: { type: 'string' },
    'at-once': { type: 'string', default: '2' },
    log: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) {
  console.log(`npm run faults -- [options]

  --only K4 --only V2   these rows (default: all)
  --seed 123            the same moments again (default: a new seed, printed)
  --short               what "npm test" runs
  --kills 25            kills in each row of kills (default: 25; with --short 2)
  --messages 400        messages of customers in each round; a round has one kill
  --mutant lost         breaks the relay on purpose, in both directions: lost, doubled, swapped or crossed;
                        the run has to fail (default row: R0, where nothing else is harmed)
  --at-once 2           so many rows at a time
  --log                 what the hubs say meanwhile
  --list                what there is

A night: --kills 50 --messages 2000, which is 650 kills. Ends with 1 when a guarantee was broken, with 0 otherwise.`)
  process.exit(0)
}
if (values.list) {
  console.log(rowsTable(scenarios))
  process.exit(0)
}

const { mutant } = values
if (mutant !== undefined && !isMutant(mutant)) {
  console.error(`There is no mutant "${mutant}". There are: ${mutants.join(', ')}.`)
  process.exit(2)
}
const length = values.short ? 'short' : 'long'
const only = (values.only ?? (mutant ? ['R0'] : undefined))?.flatMap((ids) => ids.toUpperCase().split(','))
const chosen = scenarios.filter(
  ({ id, short }) => only?.includes(id.toUpperCase()) ?? (!values.short || short),
)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
console.log(`seed ${seed}, ${chosen.length} scenarios`)
const reports = await runScenarios(chosen, {
  seed,
  length,
  volume: { kills: Number(values.kills ?? KILLS[length]), messages: Number(values.messages ?? 400) },
  mutant,
  atOnce: Number(values['at-once']),
  onReport: (report) => console.log(describe(report)),
})
const failed = reports.filter(({ outcome }) => outcome.done && outcome.findings.length > 0)
const skipped = reports.filter(({ outcome }) => !outcome.done)
console.log(
  `${reports.length - failed.length - skipped.length} passed, ${failed.length} failed, ${skipped.length} not possible here`,
)
if (failed.length > 0)
  console.log(
    `again: npm run faults -- --seed ${seed} --only ${failed.map(({ scenario }) => scenario.id).join(',')}${again()}`,
  )
if (mutant !== undefined)
  console.log(`a relay with lines ${mutant}: ${failed.length > 0 ? '' : 'NOT '}caught`)
process.exit(failed.length > 0 ? 1 : 0)

/** What else it takes to have the same moments. */
function again(): string {
  const given = ['kills', 'messages', 'mutant'] as const
  const options = given.flatMap((name) => (values[name] === undefined ? [] : [` --${name} ${values[name]}`]))
  return [...(values.short ? [' --short'] : []), ...options].join('')
}

function describe({ scenario, outcome, seconds }: ScenarioReport): string {
  const head = `${scenario.id.padEnd(5)} ${scenario.title} (${seconds.toFixed(1)} s)`
  if (!outcome.done) return `  —   ${head}\n        not possible here: ${outcome.reason}`
  const { findings, notes } = outcome
  const shown = findings.slice(0, 20).map(({ verdict, detail }) => `        ${verdict}: ${detail}`)
  const more = findings.length > 20 ? [`        and ${findings.length - 20} more`] : []
  const mark = findings.length === 0 ? '  ok  ' : ' FAIL '
  return [`${mark}${head}`, ...notes.map((note) => `        ${note}`), ...shown, ...more].join('\n')
}
