import { createSecretKey, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Journal } from '../../journal/journal'

const keySchema = z.object({ secret: z.base64url() })

/** The key all tokens are signed with; kept, so that tokens outlive a restart as they do on the platform. */
export function openSigningKey(journal: Journal) {
  const keys = journal.table('signing-keys', keySchema)
  const secret = keys.get('current')?.secret ?? randomBytes(32).toString('base64url')
  if (keys.get('current') === undefined) keys.set('current', { secret })
  return createSecretKey(Buffer.from(secret, 'base64url'))
}
