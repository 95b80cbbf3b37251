import { execFile } from 'node:child_process'
import { chown, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { postgresBinaries, runAs } from './postgres-binaries'

const run = promisify(execFile)

/** Makes the files of an empty server in a folder that is not there yet, and belongs to whoever runs Postgres. */
export async function makeCluster(folder: string): Promise<void> {
  await run('cp', ['-R', '-p', await emptyCluster(), folder], { ...runAs, cwd: tmpdir() })
}

/** `initdb` takes most of a second, and dozens of tests need a server: its work is done once per version, and copied. */
async function emptyCluster(): Promise<string> {
  const binaries = join(await postgresBinaries(), 'bin')
  const { mtimeMs } = await stat(join(binaries, 'postgres'))
  const template = join(tmpdir(), `conversation-hub-postgres-${Math.floor(mtimeMs)}-empty`)
  if (await stat(template).catch(() => undefined)) return template
  const unfinished = await mkdtemp(`${template}-`)
  if (runAs.uid !== undefined) await chown(unfinished, runAs.uid, runAs.gid)
  const options = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await run(join(binaries, 'initdb'), ['-D', unfinished, ...options], { ...runAs, cwd: unfinished })
  // Several test files may get here at once: one rename wins, the others use its result.
  await rename(unfinished, template).catch(() => rm(unfinished, { recursive: true, force: true }))
  return template
}
