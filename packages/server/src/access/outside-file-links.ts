import { ConversationError } from '@conversation-hub/core'
import { createFileLinks } from './file-links'

/** How long such a link works, in milliseconds: 7 days. An agent may come back to a chat, and a customer to a text message. */
const LIFE_MS = 7 * 24 * 3_600_000

/**
 * Makes links that open one file of a conversation without a key or token, for `createHub({ fileLink })`: platforms that
 * take no files need them, and text messages. Whoever has such a link can read that file for 7 days.
 *
 * `secretKey` is that of `createServer`. `publicUrl` is the address of the server as seen from outside, or a function
 * if it is known only later. Throws `settings-invalid` without one of them.
 */
export function outsideFileLinks({
  secretKey,
  publicUrl,
}: {
  readonly secretKey: string | ReadonlyArray<string>
  readonly publicUrl: string | (() => string)
}): (conversationId: string, fileId: string) => string {
  const [newest, ...older] = [secretKey].flat()
  if (!newest) throw new ConversationError('settings-invalid', 'secretKey (HUB_SECRET_KEY) is required.')
  if (typeof publicUrl !== 'string' && typeof publicUrl !== 'function')
    throw new ConversationError(
      'settings-invalid',
      'publicUrl (PUBLIC_URL) is required: an address, or a function.',
    )
  const links = createFileLinks([newest, ...older])
  return (conversationId, fileId) => {
    const base = (typeof publicUrl === 'function' ? publicUrl() : publicUrl).replace(/\/+$/, '')
    const { query } = links.sign(conversationId, fileId, LIFE_MS)
    return `${base}/v1/conversations/${conversationId}/files/${fileId}?${query}`
  }
}
