import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { orExplain } from '../faults/wrong-arguments'
import { openBench } from './measures/bench-context'
import { measureComingBack } from './measures/coming-back'
import { measureLibrary } from './measures/library'
import { measureMemory } from './measures/memory'
import { measureRelay } from './measures/relay'
import { measureSoak } from './measures/soak'
import { measureStarts } from './measures/starts'
import { of } from './measures/subject'
import { HELP, readOptions } from './options'
import { describeMachine } from './report/machine'
import { renderPage, renderTables } from './report/render'

const { wantsHelp, name, size, soakMinutes } = orExplain(() => readOptions(process.argv.slice(2)))
if (wantsHelp) {
  console.log(HELP)
  process.exit(0)
}

const context = await openBench(import.meta.dirname, size)
try {
  const machine = describeMachine(name)
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
  const { perSecond } = of('hub', relay).full
  if (soakMinutes !== undefined) step(`${soakMinutes} minutes at half load`)
  const soak = soakMinutes === undefined ? undefined : await measureSoak(context, perSecond / 2, soakMinutes)
  const results = { library, starts, relay, memory, comingBack, soak }
  console.log(renderTables(results))
  await writeFile(join(import.meta.dirname, '../docs/performance.md'), renderPage(results, machine))
} finally {
  await context.stop()
}
