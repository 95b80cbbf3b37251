import type { MessagePart } from '@conversation-hub/core'

/** Makes an address at which somebody without a key or token can open a file of a conversation for a while. */
export type FileLink = (conversationId: string, fileId: string) => string

/** Where the HTTP face serves a file. A path only, so that it is right behind any address. */
export function fileUrl(conversationId: string, fileId: string): string {
  return `${filesOf(conversationId)}${fileId}`
}

const filesOf = (conversationId: string) => `/v1/conversations/${conversationId}/files/`

/** The parts with addresses that can be opened from outside: neither a phone nor a carrier has a token. */
export function withFileLinks(
  parts: ReadonlyArray<MessagePart>,
  conversationId: string,
  fileLink: FileLink | undefined,
): ReadonlyArray<MessagePart> {
  const path = filesOf(conversationId)
  return parts.map((part) =>
    fileLink && part.type === 'attachment' && part.url.startsWith(path)
      ? { ...part, url: fileLink(conversationId, part.url.slice(path.length)) }
      : part,
  )
}
