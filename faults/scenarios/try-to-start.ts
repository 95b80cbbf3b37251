import type { ServerSetUp } from '../server/orders'
import { startServer } from '../server/server-process'
import type { Trial } from '../trial/trial'
import type { ScenarioContext } from './scenario'

/** Starts another instance, which may refuse to: answers why, or that it started (and was stopped again). */
export async function tryToStart(
  { serverFile }: ScenarioContext,
  { databaseUrl, platform }: Trial,
): Promise<string> {
  const setUp: ServerSetUp = { databaseUrl, platform: { url: platform.url, kind: 'recognises ids' } }
  try {
    const started = await startServer({ file: serverFile, setUp, onUnhandled: () => {} })
    await started.stop()
    return 'it started'
  } catch (thrown) {
    return String(thrown)
  }
}
