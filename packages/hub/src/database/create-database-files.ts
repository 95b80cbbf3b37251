import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'

/**
 * Creates an embedded database in a folder that does not exist yet: completely, or not at all. Another process may be
 * doing the same: if a process is killed, its child goes on.
 */
export async function createDatabaseFiles(folder: string): Promise<void> {
  await removeUnfinished(folder)
  const unfinished = unfinishedOf(folder)
  const loadDataDir = await emptyDatabase()
  const pglite = await PGlite.create({ dataDir: unfinished, ...(loadDataDir && { loadDataDir }) })
  await pglite.query('SELECT 1')
  await pglite.close()
  // Only now: a process that is killed before this line leaves no half-made database behind.
  await rename(unfinished, folder).catch(async (thrown: unknown) => {
    // The other one was faster, and its database is complete.
    if (!existsSync(join(folder, 'PG_VERSION'))) throw thrown
    await rm(unfinished, { recursive: true, force: true })
  })
}

const UNFINISHED = '.unfinished'
const unfinishedOf = (folder: string) => `${folder}${UNFINISHED}.${crypto.randomUUID()}`

async function removeUnfinished(folder: string): Promise<void> {
  const beside = dirname(folder)
  const names = await readdir(beside).catch(() => [])
  for (const name of names.filter((one) => one.startsWith(`${basename(folder)}${UNFINISHED}`))) {
    // Renamed first: a process that still works on it must not take what is left of it for a complete database.
    const nobodys = unfinishedOf(folder)
    await rename(join(beside, name), nobodys).catch(() => {})
    await rm(nobodys, { recursive: true, force: true })
  }
}

/**
 * The files of an empty database, which the build has packed: unpacking them takes a fifth of the time and half of the
 * memory that Postgres needs to make them. `undefined` if nothing was built: Postgres then makes them.
 */
async function emptyDatabase(): Promise<Blob | undefined> {
  // It lies beside the built code. When the source is run directly, it is in the folder of the build.
  const packed = ['./empty-database.tar.br', '../../dist/empty-database.tar.br']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path))
  if (!packed) return undefined
  const files = await promisify(brotliDecompress)(await readFile(packed))
  return new Blob([new Uint8Array(files)], { type: 'application/x-tar' })
}
