import { describe, it } from 'vitest'
import { withBench } from './bench'
import { chapters } from './chapters'
import { explained } from './explain'
import type { ConnectorSubject } from './subject'

/** Longer than any wait inside a check, so that it fails with what it missed, and never with "timed out". */
const CHECK = { timeout: 60_000 }

/**
 * Registers the suite that every connector must pass. Call it at the top of a vitest test file:
 *
 * ```ts
 * testConnector({ name: 'my platform', start: async () => ({ connect, double, secrets, stop }) })
 * ```
 *
 * What the connector's capabilities or the double's abilities leave out is not registered; the reasons are
 * printed once. What fails says where such a mistake usually is, and where to read about it.
 */
export function testConnector(subject: ConnectorSubject): void {
  describe(`${subject.name} conforms`, async () => {
    const running = await subject.start()
    const probe = { connector: running.connect(), double: running.double }
    await running.stop()
    const left: string[] = []
    for (const { scenarios, ...chapter } of chapters) {
      for (const { name, skip, run } of scenarios) {
        const reason = skip?.(probe)
        if (reason !== undefined) left.push(`  not asked: ${name} (${reason})`)
        else
          it(name, CHECK, () =>
            withBench(subject, run).catch((thrown: unknown) => {
              throw explained(thrown, chapter)
            }),
          )
      }
    }
    if (left.length > 0) console.info(`${subject.name}:\n${left.join('\n')}`)
  })
}
