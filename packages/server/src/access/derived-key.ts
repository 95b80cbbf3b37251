import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** What a key made from the secret key is for; each purpose has a key of its own. */
export type KeyPurpose = 'session-token' | 'file-link'

/** A 256-bit key made from the secret key by HKDF: the same after every restart and on every instance. */
export function deriveKey(secretKey: string, purpose: KeyPurpose): KeyObject {
  const key = hkdfSync('sha256', secretKey, 'conversation-hub', `server ${purpose} v1`, 32)
  return createSecretKey(Buffer.from(key))
}
