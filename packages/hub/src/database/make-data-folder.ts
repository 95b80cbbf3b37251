import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ConversationError } from '@conversation-hub/core'

/**
 * Makes a folder, and missing folders above it, readable by this user only. A folder that exists is left as it is.
 *
 * Throws `data-folder-unusable` if it cannot be made.
 */
export async function makeDataFolder(path: string): Promise<void> {
  try {
    await make(resolve(path))
  } catch {
    throw new ConversationError(
      'data-folder-unusable',
      `The data folder ${path} cannot be made. Check the owner and permissions of the folder above it, or choose ` +
        'another (dataDir, DATA_DIR).',
    )
  }
}

/** Step by step: with `recursive`, Node tries for ever below /proc, where the parent folder exists and refuses. */
async function make(folder: string): Promise<void> {
  if (await isFolder(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) await make(parent)
  await mkdir(folder, { mode: 0o700 }).catch(async (thrown: unknown) => {
    // Another process may have made it at the same moment.
    if (!(await isFolder(folder))) throw thrown
  })
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
