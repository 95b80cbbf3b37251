import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { ConversationError } from '@conversation-hub/core'

/** Encrypts what is kept of a platform session, with AES-256-GCM. Each encrypted text names its key. */
export interface Cipher {
  seal(text: string, boundTo: string): string
  /** Throws `settings-invalid` when the key that sealed it is not among the secret keys. */
  open(sealed: string, boundTo: string): string
  /** Whether the key that sealed it is among the secret keys. The text's first characters are enough. */
  knowsKeyOf(sealed: string): boolean
}

/** In base64, so many characters hold the id of the key. */
export const KEY_ID_CHARACTERS = 6

const KEY_ID_BYTES = 4
const NONCE_BYTES = 12
const TAG_BYTES = 16
const NONCES_AT_ONCE = 256

/**
 * `secretKeys` are texts of at least 16 characters: the first one seals, all of them open. To change the key, put a new
 * one in front, and remove the old one when nothing sealed with it is left.
 */
export function createCipher(secretKeys: ReadonlyArray<string>): Cipher {
  const keys = secretKeys.map(deriveKey)
  const [newest] = keys
  if (!newest) throw new ConversationError('settings-invalid', 'secretKey (HUB_SECRET_KEY) is required.')
  const nextNonce = createNonces()
  const keyOf = (bytes: Buffer) => keys.find(({ id }) => id.equals(bytes.subarray(0, KEY_ID_BYTES)))
  return {
    seal(text, boundTo) {
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', newest.key, nonce)
      cipher.setAAD(Buffer.from(boundTo))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([newest.id, nonce, cipher.getAuthTag(), body]).toString('base64')
    },
    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed, 'base64')
      const known = keyOf(bytes)
      if (!known) throw unknownKey()
      const nonce = bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES)
      const tagEnd = KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES
      try {
        // Without its length, a tag that was cut short would do.
        const decipher = createDecipheriv('aes-256-gcm', known.key, nonce, { authTagLength: TAG_BYTES })
        decipher.setAAD(Buffer.from(boundTo))
        decipher.setAuthTag(bytes.subarray(KEY_ID_BYTES + NONCE_BYTES, tagEnd))
        return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8')
      } catch {
        throw unknownKey()
      }
    },
    knowsKeyOf: (sealed) => keyOf(Buffer.from(sealed, 'base64')) !== undefined,
  }
}

/** Fetches random bytes for many texts at once, because fetching takes as long as encrypting. */
function createNonces(): () => Buffer {
  let pool = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used === pool.length) {
      pool = randomBytes(NONCE_BYTES * NONCES_AT_ONCE)
      used = 0
    }
    used += NONCE_BYTES
    return pool.subarray(used - NONCE_BYTES, used)
  }
}

function deriveKey(secret: string): { id: Buffer; key: Buffer } {
  const key = Buffer.from(hkdfSync('sha256', secret, 'conversation-hub', 'platform sessions', 32))
  const id = createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES)
  return { id, key }
}

function unknownKey(): ConversationError {
  return new ConversationError(
    'settings-invalid',
    'A kept platform session cannot be decrypted: HUB_SECRET_KEY is not the key it was encrypted with. Add the old key again.',
  )
}
