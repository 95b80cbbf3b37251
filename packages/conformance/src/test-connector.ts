import { describe, it } from 'vitest'
import { withBench } from './bench'
import { scenarios } from './scenarios'
import type { ConnectorSubject } from './subject'

/**
 * Registers the suite that every connector must pass. Call it at the top of a vitest test file:
 *
 * ```ts
 * testConnector({ name: 'my platform', start: async () => ({ connect, double, secrets, stop }) })
 * ```
 *
 * What the connector's capabilities or the double's abilities leave out is not registered; the reasons are
 * printed once.
 */
export function testConnector(subject: ConnectorSubject): void {
  describe(`${subject.name} conforms`, async () => {
    const running = await subject.start()
    const probe = { connector: running.connect(), double: running.double }
    await running.stop()
    const left: string[] = []
    for (const { name, skip, run } of scenarios) {
      const reason = skip?.(probe)
      if (reason === undefined) it(name, () => withBench(subject, run))
      else left.push(`  not asked: ${name} (${reason})`)
    }
    if (left.length > 0) console.info(`${subject.name}:\n${left.join('\n')}`)
  })
}
