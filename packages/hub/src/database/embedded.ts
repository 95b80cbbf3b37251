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
/** Statements that answer what they have written, by name. */
const WRITES = /^(write|insert)-/
const INT8 = 20
const JSON_OID = 114
const parsers = { [INT8]: Number, [JSON_OID]: (text: string) => text }

/**
 * Postgres inside this process (PGlite), for one instance of the hub. It survives a killed process; it does
 * not fsync, so a power cut can lose the last moments: production is a Postgres server.
 *
 * Throws `data-folder-locked` when another process has the folder, `data-folder-unusable` when it cannot be written to or
 * what is in it cannot be read.
 */
export async function openEmbedded(dataDir: string): Promise<Database> {
  await makeDataFolder(dataDir)
  // PGlite takes no lock of its own, and two processes on one folder silently lose rows.
  const lock = await lockDataFolder(dataDir)
  try {
    const folder = join(dataDir, 'postgres')
    // The first initialisation takes twice the memory of everything after it; a child gives it back.
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

/** What Postgres itself says of it helps only those who know its insides. */
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
      // PGlite answers in microtasks: without a real turn, timers and sockets starve under load.
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
        // What the work itself threw stays as it is; the rest is the beginning or the end, of PGlite's own making.
        throw outcome ? outcome.thrown : databaseErrorFrom(thrown)
      }
    },
    async tidy() {
      if (rowsWritten < TIDY_AFTER_ROWS) return
      rowsWritten = 0
      // PGlite has neither autovacuum nor an automatic checkpoint, and takes the two as separate calls only.
      await run(pglite, 'VACUUM', [])
      await run(pglite, 'CHECKPOINT', [])
    },
    async close() {
      await pglite.close()
      await unlock()
    },
  }
}
