import { execFile } from 'node:child_process'
import { chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const MEBIBYTE = Buffer.alloc(1_048_576)

/** A disk of its own that can be filled up. */
export interface SmallDisk {
  readonly folder: string
  /** Takes all the space that is left. */
  fill(): Promise<void>
  /** Gives it back. */
  empty(): Promise<void>
  remove(): Promise<void>
}

/** A disk in memory; nothing where this process may not mount one. */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-faults-disk-'))
  const ballast = join(folder, 'ballast')
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder])
  } catch {
    await rm(folder, { recursive: true, force: true })
    return undefined
  }
  await chmod(folder, 0o777)
  return {
    folder,
    async fill() {
      const file = await open(ballast, 'w')
      try {
        for (;;) await file.write(MEBIBYTE)
      } catch {
        // Full.
      } finally {
        await file.close()
      }
    },
    empty: () => rm(ballast, { force: true }),
    async remove() {
      await run('umount', [folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
