import type { AttachmentPart, Connector, PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import type { ConversationRow } from '../conversations/conversation-row'
import type { Cipher } from '../secrets/cipher'
import { fileUrl } from './file-url'

/** Where a platform's file lies, and in which of the conversation's platform sessions it was shown. */
const platformFileSchema = z.object({
  url: z.string(),
  name: z.string(),
  mediaType: z.string(),
  sessionNumber: z.number(),
})

export type PlatformFileAddress = z.output<typeof platformFileSchema>

/** The address at which a customer finds a platform's file. */
export type AddressOfFile = (
  row: Pick<ConversationRow, 'id' | 'managedBy' | 'sessionNumber'>,
  file: AttachmentPart,
) => string

/**
 * An address that no browser can follow, and the connector can, becomes one of ours: its id holds the platform's own
 * address, sealed, so that nothing has to be kept of it. Others stay as they are.
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

/** An event whose files customers can open. */
export function withFileAddresses(
  event: PlatformEvent,
  addressOf: (file: AttachmentPart) => string,
): PlatformEvent {
  if (event.type !== 'message') return event
  const parts = event.parts.map((part) =>
    part.type === 'attachment' ? { ...part, url: addressOf(part) } : part,
  )
  return { ...event, parts }
}

function sealFile(cipher: Cipher, conversationId: string, file: PlatformFileAddress): string {
  const sealed = cipher.seal(JSON.stringify(file), boundTo(conversationId))
  return Buffer.from(sealed, 'base64').toString('base64url')
}

/** The platform's file that an id of ours holds; `undefined`: it holds none of this conversation's. */
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

/** Not what platform sessions are bound to: neither can be taken for the other. */
const boundTo = (conversationId: string) => `a file of ${conversationId}`
