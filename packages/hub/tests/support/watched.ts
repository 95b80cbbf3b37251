import type { Database } from '../../src/database/database'
import type { DatabaseError } from '../../src/database/database-error'

/** A database, and what a test wants to know of it or to happen there. */
export interface Watch {
  readonly database: Database
  /** How many prepared statements there were. */
  statements: number
  /** With what every prepared statement fails. */
  failure: DatabaseError | undefined
  /** Runs once, before the next statement that reads commands. */
  beforeCommands: (() => Promise<unknown>) | undefined
}

export function watched(opened: Database): Watch {
  const watch: Watch = {
    statements: 0,
    failure: undefined,
    beforeCommands: undefined,
    database: {
      ...opened,
      async query(text, values) {
        const first = text.includes('FROM outbox') ? watch.beforeCommands : undefined
        if (first) watch.beforeCommands = undefined
        await first?.()
        return opened.query(text, values)
      },
      queryPrepared(...parameters) {
        watch.statements += 1
        return watch.failure ? Promise.reject(watch.failure) : opened.queryPrepared(...parameters)
      },
    },
  }
  return watch
}
