import { parseArgs } from 'node:util'
import { runScenarios, type ScenarioReport } from './run-scenarios'
import { scenarios } from './scenarios/list'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
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
  --short               few rounds instead of many
  --at-once 2           so many scenarios at a time
  --log                what the hubs say meanwhile
  --list                what there is`)
  process.exit(0)
}
if (values.list) {
  for (const { id, title, short } of scenarios)
    console.log(`${id.padEnd(5)} ${short ? 'short ' : '      '} ${title}`)
  process.exit(0)
}

const only = values.only?.flatMap((ids) => ids.toUpperCase().split(','))
const chosen = scenarios.filter(
  ({ id, short }) => only?.includes(id.toUpperCase()) ?? (!values.short || short),
)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
console.log(`seed ${seed}, ${chosen.length} scenarios`)
const reports = await runScenarios(chosen, {
  seed,
  length: values.short ? 'short' : 'long',
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
    `again: npm run faults -- --seed ${seed} --only ${failed.map(({ scenario }) => scenario.id).join(',')}`,
  )
process.exit(failed.length > 0 ? 1 : 0)

function describe({ scenario, outcome, seconds }: ScenarioReport): string {
  const head = `${scenario.id.padEnd(5)} ${scenario.title} (${seconds.toFixed(1)} s)`
  if (!outcome.done) return `  —   ${head}\n        not possible here: ${outcome.reason}`
  const { findings, notes } = outcome
  const shown = findings.slice(0, 20).map(({ verdict, detail }) => `        ${verdict}: ${detail}`)
  const more = findings.length > 20 ? [`        and ${findings.length - 20} more`] : []
  const mark = findings.length === 0 ? '  ok  ' : ' FAIL '
  return [`${mark}${head}`, ...notes.map((note) => `        ${note}`), ...shown, ...more].join('\n')
}
