import type { Log } from '@conversation-hub/hub'
import type { ServerLog } from '@conversation-hub/server'
import { type DestinationStream, pino } from 'pino'
import type { Environment } from './settings/environment'

/**
 * One JSON line per entry, on standard error, so that standard output is left for people. Requests are only logged at level
 * `debug`, except those that somebody has to look at.
 */
export function createLog(
  level: Environment['LOG_LEVEL'],
  destination: DestinationStream = pino.destination({ fd: 2, sync: false }),
): { hub: Log; server: ServerLog } {
  const formatters = { level: (label: string) => ({ level: label }) }
  const logger = pino(
    { level, base: null, formatters, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  )
  return {
    hub: ({ level: entryLevel, ...entry }) => logger[entryLevel](entry),
    server: ({ level: entryLevel, ...entry }) => logger[entryLevel === 'info' ? 'debug' : entryLevel](entry),
  }
}
