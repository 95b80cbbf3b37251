import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for an embedded database, which its first hub creates. */
export async function embeddedFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-test-embedded-'))
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true }) }
}
