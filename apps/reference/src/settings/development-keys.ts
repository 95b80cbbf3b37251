import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConversationError } from '@conversation-hub/core'
import { makeDataFolder } from '@conversation-hub/hub'
import { z } from 'zod'

const keysSchema = z.object({ apiKey: z.string().min(8), secretKey: z.string().min(16) })

export type Keys = z.infer<typeof keysSchema>

/** The keys of a developer's own machine: made once, then kept in the data folder. */
export async function developmentKeys(dataDir: string): Promise<Keys> {
  const path = join(dataDir, 'development-keys.json')
  const kept = await readFile(path, 'utf8').catch(() => undefined)
  if (kept !== undefined) return readKeys(kept, path)
  const keys = {
    apiKey: `dev-${randomBytes(24).toString('base64url')}`,
    secretKey: randomBytes(48).toString('base64url'),
  }
  await makeDataFolder(dataDir)
  try {
    // Whole or not at all, also where the process or the machine stops in the middle.
    await writeFile(`${path}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true })
    await rename(`${path}.new`, path)
  } catch {
    throw new ConversationError(
      'data-folder-unusable',
      `The data folder ${dataDir} cannot be written to. Check its owner and permissions, or choose another (DATA_DIR).`,
    )
  }
  return keys
}

function readKeys(kept: string, path: string): Keys {
  try {
    return keysSchema.parse(JSON.parse(kept))
  } catch {
    throw new ConversationError(
      'data-folder-unusable',
      `${path} is not readable as the keys that were kept there. Restore it, give HUB_API_KEY and HUB_SECRET_KEY, ` +
        'or remove it: open conversations of this folder are then lost.',
    )
  }
}
