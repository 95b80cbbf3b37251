import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ConversationError } from '@conversation-hub/core'
import { PGlite } from '@electric-sql/pglite'
import { lockDataFolder } from './data-folder-lock'
import type { Database, Query, SqlValue } from './database'
import { databaseErrorFrom } from './database-error'
import { initialiseInChildProcess } from './initialise-in-child-process'
import { makeDataFolder } from './make-data-folder'

const TIDY_AFTER_ROWS = 3_000
/** The names of prepared statements that return the rows they have written. */
const WRITES = /^(write|insert)-/
const INT8 = 20
const JSON_OID = 114
const parsers = { [INT8]: Number, [JSON_OID]: (text: string) => text }

/**
 * Postgres inside this process (PGlite), for one instance of the hub. What is written survives a killed process. But
 * PGlite does not fsync, so a power cut can lose the last moments: production needs a Postgres server.
 *
 * Throws `data-folder-locked` when another process has the folder, `data-folder-unusable` when the folder cannot be
 * written to or its contents cannot be read.
 */
export async function openEmbedded(dataDir: string): Promise<Database> {
  await makeDataFolder(dataDir)
  // PGlite takes no lock of its own, and two processes on one folder lose rows without any error.
  const lock = await lockDataFolder(dataDir)
  try {
    const folder = join(dataDir, 'postgres')
    // Making the files takes twice the memory of everything that follows, and a child process gives it back.
    await initialiseInChildProcess(folder)
    const pglite = await PGlite.create({ dataDir: folder, parsers }).catch(() => {
      throw unreadable(folder)
    })
    return embeddedDatabase(pglite, lock.release)
  } catch (thrown) {
    await lock.release()
    throw thrown
  }
}

/** In our own words: Postgres' message would help only those who know its internals. */
function unreadable(folder: string): ConversationError {
  return new ConversationError(
    'data-folder-unusable',
    `The embedded database in ${folder} cannot be opened. Its files may be damaged, by a power cut or by copying them ` +
      'while it ran. Restore a copy of the data folder, or choose another folder (dataDir, DATA_DIR).',
  )
}

function embeddedDatabase(pglite: PGlite, unlock: () => Promise<void>): Database {
  interface Runs {
    query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>
  }
  const run = async (runner: Runs, text: string, values: ReadonlyArray<SqlValue>) => {
    try {
      const { rows } = await runner.query(text, [...values])
      return rows.filter((row): row is Record<string, unknown> => typeof row === 'object' && row !== null)
    } catch (thrown) {
      throw databaseErrorFrom(thrown)
    } finally {
      // PGlite answers in microtasks. Without a real turn of the event loop, timers and sockets would starve under load.
      await nextTurn()
    }
  }
  let rowsWritten = 0
  return {
    kind: 'embedded',
    query: (text, values = []) => run(pglite, text, values),
    async queryPrepared(name, text, values) {
      const rows = await run(pglite, text, values)
      if (WRITES.test(name)) rowsWritten += rows.length
      return rows
    },
    async transaction(work) {
      let outcome: { thrown: unknown } | undefined
      try {
        return await pglite.transaction(async (transaction) => {
          const query: Query = (text, values = []) => run(transaction, text, values)
          return await work(query).catch((thrown: unknown) => {
            outcome = { thrown }
            throw thrown
          })
        })
      } catch (thrown) {
        // What `work` itself threw stays as it is. Anything else was thrown by PGlite at the beginning or the end.
        throw outcome ? outcome.thrown : databaseErrorFrom(thrown)
      }
    },
    async tidy() {
      if (rowsWritten < TIDY_AFTER_ROWS) return
      rowsWritten = 0
      // PGlite has neither autovacuum nor automatic checkpoints, and takes the two only as separate calls.
      await run(pglite, 'VACUUM', [])
      await run(pglite, 'CHECKPOINT', [])
    },
    async close() {
      await pglite.close()
      await unlock()
    },
  }
}
