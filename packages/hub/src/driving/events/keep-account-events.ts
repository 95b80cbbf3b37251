import type { ErrorCode, KeyedEvents } from '@conversation-hub/core'
import { conversationErrorOf } from '../../database/database-error'
import { isDefect, type KeyedEventsContext, keepKeyedEvents, setAside, tellDropped } from './keyed-events'

/** Codes of the database's: it did not answer, or refused a statement. That may concern everybody, and pass. */
const OF_THE_DATABASE = new Set<ErrorCode>(['database-unavailable', 'internal'])
/** How often events for one conversation may hold up the stream of all. */
const TRIES = 2

/**
 * Keeps what an account's stream, or a delivery for several conversations, brings, one conversation after the other.
 * Throws what another try, or another instance, may mend. A failure that concerns one conversation only does not hold
 * up the others: a defect is logged and skipped; events that cannot be written after so many `tries` are set aside for
 * an instance that can.
 */
export function keepsAccountEvents(
  context: KeyedEventsContext,
  platform: string,
  { tries = TRIES } = {},
): (entry: KeyedEvents) => Promise<void> {
  /** How often in a row events could not be written, by key. */
  const failures = new Map<string, number>()

  return async (entry) => {
    const { key } = entry
    try {
      await keepKeyedEvents(context, platform, entry)
      failures.delete(key)
    } catch (thrown) {
      const { code, message: detail } = conversationErrorOf(thrown, 'Keeping what the platform told')
      if (isDefect(thrown) || !OF_THE_DATABASE.has(code)) return tellDropped(context, platform, thrown)
      if (code !== 'internal') throw thrown
      const failed = (failures.get(key) ?? 0) + 1
      failures.set(key, failed)
      if (failed < tries) throw thrown
      await setAside(context, platform, entry)
      context.log({ level: 'error', event: 'platform-events-set-aside', platform, code, detail })
    }
  }
}
