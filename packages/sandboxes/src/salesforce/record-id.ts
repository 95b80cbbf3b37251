import { randomBytes } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const CHECK_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** A fresh 18-character record id; the prefix names the object (`003` a Contact, `0Mw` a MessagingSession). */
export function newRecordId(prefix: string): string {
  const tail = [...randomBytes(15 - prefix.length)].map((byte) => LETTERS[byte % LETTERS.length]).join('')
  return withChecksum(prefix + tail)
}

/** The 18-character form: three letters that encode where the capitals of the 15-character form are. */
export function withChecksum(shortId: string): string {
  let checksum = ''
  for (let start = 0; start < 15; start += 5) {
    let bits = 0
    for (let position = 0; position < 5; position += 1) {
      if (/[A-Z]/.test(shortId[start + position] ?? '')) bits |= 1 << position
    }
    checksum += CHECK_LETTERS[bits]
  }
  return shortId + checksum
}

export function sameRecordId(one: string, other: string): boolean {
  return one.slice(0, 15) === other.slice(0, 15)
}
