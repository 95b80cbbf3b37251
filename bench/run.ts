import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBench } from './measures/bench-context'
import { measureComingBack } from './measures/coming-back'
import { measureLibrary } from './measures/library'
import { measureMemory } from './measures/memory'
import { measureRelay } from './measures/relay'
import { full, quick } from './measures/size'
import { measureSoak } from './measures/soak'
import { measureStarts } from './measures/starts'
import { describeMachine } from './report/machine'
import { renderPage, renderTables } from './report/render'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    streams: { type: 'string' },
    soak: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`npm run bench -- [options]

  --quick           about four minutes instead of about half an hour
  --streams 1000    so many event streams that are cut and come back (default 5000; 500 with --quick)
  --soak 30         the relay at half load for so many minutes too

Writes docs/performance.md.`)
  process.exit(0)
}

const size = values.quick ? quick : full
const context = await openBench(import.meta.dirname, {
  ...size,
  ...(values.streams !== undefined && { streams: Number(values.streams) }),
})
try {
  const machine = describeMachine(values.quick ? 'quick' : 'full')
  const step = (what: string) => console.error(`measuring ${what}`)
  step('core in memory')
  const library = await measureLibrary(context)
  step('starts')
  const starts = await measureStarts(context)
  step('the relay')
  const relay = await measureRelay(context)
  step('memory')
  const memory = await measureMemory(context)
  step('coming back')
  const comingBack = await measureComingBack(context)
  const perSecond = relay.find(({ subject }) => subject === 'hub')?.full.perSecond ?? 0
  if (values.soak !== undefined) step(`${values.soak} minutes at half load`)
  const soak =
    values.soak === undefined ? undefined : await measureSoak(context, perSecond / 2, Number(values.soak))
  const results = { library, starts, relay, memory, comingBack, soak }
  console.log(renderTables(results))
  await writeFile(join(import.meta.dirname, '../docs/performance.md'), renderPage(results, machine))
} finally {
  await context.stop()
}
