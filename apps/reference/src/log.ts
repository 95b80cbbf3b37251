import type { Log } from '@conversation-hub/hub'
import type { ServerLog } from '@conversation-hub/server'
import { pino } from 'pino'
import type { Environment } from './settings/environment'

/** One JSON line per entry on standard error, so that standard output stays for people. */
export function createLog(level: Environment['LOG_LEVEL']): { hub: Log; server: ServerLog } {
  const logger = pino({ level, base: null }, pino.destination({ fd: 2, sync: false }))
  return {
    hub: ({ level: entryLevel, ...entry }) => logger[entryLevel](entry),
    server: (entry) => logger.debug(entry),
  }
}
