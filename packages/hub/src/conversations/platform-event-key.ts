import { hash } from 'node:crypto'
import { keepableText } from '../database/keepable'

/** Postgres finds rows by keys of 2,704 bytes at most (its manual, B-Tree Indexes); a character has up to three. */
const LONGEST_ID = 500

/**
 * By which an event of a platform is recognised when it comes again: by its own id, within one platform session. It also
 * tells the words of the platform that manages a conversation now from those of an earlier one, and from our app's.
 */
export function platformEventKey(type: string, id: string, sessionNumber: number): string {
  return keepableText(`${sessionNumber} ${type} ${findableId(id)}`)
}

/** An id of whatever length, as it is in a key. */
export function findableId(id: string): string {
  return id.length <= LONGEST_ID ? id : hash('sha256', id, 'base64url')
}
