import { hash } from 'node:crypto'
import { keepableText } from '../database/keepable'

/**
 * An index of Postgres takes keys of at most 2,704 bytes (its manual, B-Tree Indexes); a UTF-16 unit becomes at most
 * three.
 */
const LONGEST_ID = 500

/**
 * The key by which a platform's event is recognised when it comes again: its own id, within one platform session. It also
 * distinguishes what the platform that manages the conversation now has said from what an earlier one, or the app, has
 * said.
 */
export function platformEventKey(type: string, id: string, sessionNumber: number): string {
  return keepableText(`${sessionNumber} ${type} ${findableId(id)}`)
}

/** An id as it stands in a key, whatever its length. */
export function findableId(id: string): string {
  return id.length <= LONGEST_ID ? id : hash('sha256', id, 'base64url')
}
