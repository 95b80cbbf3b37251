import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

/** A data folder with a fresh embedded database: copied, because creating one takes seconds. */
export async function embeddedFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-test-embedded-'))
  await cp(await emptyDatabase(), join(dataDir, 'postgres'), { recursive: true })
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

/** The files of an empty database, made once per version of PGlite. */
async function emptyDatabase(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const { mtimeMs } = await stat(join(dirname(entry), 'pglite.wasm'))
  const made = join(tmpdir(), `conversation-hub-embedded-${Math.floor(mtimeMs)}`)
  if (await stat(made).catch(() => undefined)) return made
  const unfinished = await mkdtemp(`${made}-`)
  const folder = join(unfinished, 'postgres')
  await mkdir(folder)
  const pglite = await PGlite.create({ dataDir: folder })
  await pglite.query('SELECT 1')
  await pglite.close()
  await rename(folder, made).catch(() => {})
  await rm(unfinished, { recursive: true, force: true })
  return made
}
