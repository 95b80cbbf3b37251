import type { AttachmentPart, Connector, PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import type { ConversationRow } from '../conversations/conversation-row'
import type { Cipher } from '../secrets/cipher'
import { fileUrl } from './file-url'

/** Where the platform keeps a file, and in which of the conversation's platform sessions it was shown. */
const platformFileSchema = z.object({
  url: z.string(),
  name: z.string(),
  mediaType: z.string(),
  sessionNumber: z.number(),
})

export type PlatformFileAddress = z.output<typeof platformFileSchema>

/** The address at which a customer can open a platform's file. */
export type AddressOfFile = (row: ShownIn, file: AttachmentPart) => string

/** The conversation in which a file is shown. */
type ShownIn = Pick<ConversationRow, 'id' | 'managedBy' | 'sessionNumber'>

/**
 * Replaces addresses that the connector can open but no browser can by addresses of ours. The platform's own address is
 * encrypted in the file's id, so nothing has to be stored. Other addresses stay as they are.
 */
export function createAddressOfFile(
  platforms: ReadonlyMap<string, Connector>,
  cipher: Cipher,
): AddressOfFile {
  return ({ id, managedBy = '', sessionNumber }, { url, name, mediaType }) => {
    const isOurs = platforms.get(managedBy)?.readAttachment !== undefined && !/^https?:/i.test(url)
    return isOurs ? fileUrl(id, sealFile(cipher, id, { url, name, mediaType, sessionNumber })) : url
  }
}

/** The event with addresses that customers can open. */
export function withFileAddresses(
  event: PlatformEvent,
  row: ShownIn,
  addressOf: AddressOfFile,
): PlatformEvent {
  if (event.type !== 'message') return event
  const parts = event.parts.map((part) =>
    part.type === 'attachment' ? { ...part, url: addressOf(row, part) } : part,
  )
  return { ...event, parts }
}

function sealFile(cipher: Cipher, conversationId: string, file: PlatformFileAddress): string {
  const sealed = cipher.seal(JSON.stringify(file), boundTo(conversationId))
  return Buffer.from(sealed, 'base64').toString('base64url')
}

/**
 * The platform's file for which an id of ours stands. `undefined` if it does not stand for one of this conversation's.
 */
export function openFileId(
  cipher: Cipher,
  conversationId: string,
  fileId: string,
): PlatformFileAddress | undefined {
  const sealed = Buffer.from(fileId, 'base64url').toString('base64')
  try {
    return platformFileSchema.parse(JSON.parse(cipher.open(sealed, boundTo(conversationId))))
  } catch {
    return undefined
  }
}

/** Different from what platform sessions are bound to, so that neither can be used as the other. */
const boundTo = (conversationId: string) => `a file of ${conversationId}`
