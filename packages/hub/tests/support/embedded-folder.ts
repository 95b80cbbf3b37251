import { execFile } from 'node:child_process'
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createDatabaseFiles } from '../../src/database/create-database-files'

/** A folder for an embedded database, which its first hub creates. */
export async function emptyFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-test-embedded-'))
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

/** A folder with an embedded database in which nothing is yet. */
export async function embeddedFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const folder = await emptyFolder()
  await promisify(execFile)('cp', ['-R', await emptyDatabase(), join(folder.dataDir, 'postgres')])
  return folder
}

/** Creating one takes seconds, and dozens of tests need one: it is done once per version of PGlite, and copied. */
async function emptyDatabase(): Promise<string> {
  const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
  const { mtimeMs } = await stat(join(pglite, 'pglite.wasm'))
  const template = join(tmpdir(), `conversation-hub-pglite-${Math.floor(mtimeMs)}-empty`)
  if (await stat(template).catch(() => undefined)) return template
  const unfinished = await mkdtemp(`${template}-`)
  await createDatabaseFiles(join(unfinished, 'postgres'))
  // Several test files may get here at once: one rename wins, the others use its result.
  await rename(join(unfinished, 'postgres'), template).catch(() => {})
  await rm(unfinished, { recursive: true, force: true })
  return template
}
