import { createHash } from 'node:crypto'

/**
 * A UUID that follows from another one, for what we send besides the command itself: the same at every
 * repeat, so that a repeat is not a second message. Shaped as version 4, which is all that Salesforce takes.
 */
export function derivedId(id: string, purpose: 'kickoff' | 'transcript' | 'file' | 'conversation'): string {
  const bytes = createHash('sha256').update(`${purpose} ${id}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
