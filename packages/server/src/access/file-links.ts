import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveKey } from './derived-key'

/** How long a link to a file works, in milliseconds: 5 minutes. */
export const FILE_LINK_LIFE_MS = 5 * 60_000

export interface FileLinks {
  /**
   * The query with which one file can be opened for a while, where no header can be sent (`<img src>`). Default: for five
   * minutes.
   */
  sign(
    conversationId: string,
    fileId: string,
    lifeMs?: number,
  ): { readonly query: string; readonly expiresAt: Date }
  verify(conversationId: string, fileId: string, given: { expires: string; signature: string }): boolean
}

export function createFileLinks(secretKeys: readonly [string, ...string[]]): FileLinks {
  const keys = secretKeys.map((secret) => deriveKey(secret, 'file-link'))
  const signatures = (conversationId: string, fileId: string, expires: string) =>
    keys.map((key) =>
      createHmac('sha256', key)
        .update(JSON.stringify([conversationId, fileId, expires]))
        .digest('base64url'),
    )
  return {
    sign(conversationId, fileId, lifeMs = FILE_LINK_LIFE_MS) {
      const expiresAt = new Date(Date.now() + lifeMs)
      const expires = String(expiresAt.getTime())
      const [signature = ''] = signatures(conversationId, fileId, expires)
      return { query: new URLSearchParams({ expires, signature }).toString(), expiresAt }
    },
    verify(conversationId, fileId, { expires, signature }) {
      if (!(Number(expires) > Date.now())) return false
      return signatures(conversationId, fileId, expires).some((expected) => isSame(expected, signature))
    },
  }
}

function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}
