import { type Connector, pause, type Stoppable } from '@conversation-hub/core'
import type { Database } from '../../database/database'

/** How long a start waits for its account's stream to be opened for the first time, in milliseconds. */
const FIRST_OPENING_MS = 10_000
const LOOK_EVERY_MS = 100

/**
 * Waits until the stream of a whole account has been open once, on any instance: what the platform says there before that
 * is never told again. A stream that cannot be opened is reported where it is read, and keeps nobody waiting for long.
 */
export type AwaitFirstOpening = (
  start: { readonly platform: string; readonly connector: Connector },
  signal: Stoppable,
) => Promise<void>

export function createFirstOpenings(database: Pick<Database, 'query'>): AwaitFirstOpening {
  /** Streams that have been open. That stays true, so nothing is asked about them any more. */
  const open = new Set<string>()

  async function isOpen(platform: string): Promise<boolean> {
    if (open.has(platform)) return true
    const begun = await database.query(
      'SELECT 1 FROM account_streams WHERE name = $1 AND cursor IS NOT NULL',
      [platform],
    )
    if (begun.length > 0) open.add(platform)
    return begun.length > 0
  }

  return async ({ platform, connector }, signal) => {
    if (connector.arrival.kind !== 'account-stream') return
    for (let waited = 0; waited < FIRST_OPENING_MS && !signal.aborted; waited += LOOK_EVERY_MS) {
      if (await isOpen(platform)) return
      await pause(LOOK_EVERY_MS, signal)
    }
  }
}
