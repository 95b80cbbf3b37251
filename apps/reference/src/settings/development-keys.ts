import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const keysSchema = z.object({ apiKey: z.string().min(8), secretKey: z.string().min(16) })

export type Keys = z.infer<typeof keysSchema>

/** The keys of a developer's own machine: made once, then kept in the data folder. */
export async function developmentKeys(dataDir: string): Promise<Keys> {
  const path = join(dataDir, 'development-keys.json')
  const kept = await readFile(path, 'utf8').catch(() => undefined)
  if (kept !== undefined) return keysSchema.parse(JSON.parse(kept))
  const keys = {
    apiKey: `dev-${randomBytes(24).toString('base64url')}`,
    secretKey: randomBytes(48).toString('base64url'),
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeFile(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
  return keys
}
