import { createHash } from 'node:crypto'

/**
 * The id of a message everywhere, the platform included: a UUID v4. If the client gave an id of its own, it is derived
 * from that, so that a repeat on any instance is the same message.
 */
export function messageIdFor(conversationId: string, clientMessageId: string | undefined): string {
  if (clientMessageId === undefined) return crypto.randomUUID()
  const hash = createHash('sha256').update(`${conversationId} ${clientMessageId}`).digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x40, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  )
}
