import { keepableText } from '../database/keepable'

/**
 * By which an event of a platform is recognised when it comes again: by its own id, within one platform session. It also
 * tells the words of the platform that manages a conversation now from those of an earlier one, and from our app's.
 */
export function platformEventKey(type: string, id: string, sessionNumber: number): string {
  return keepableText(`${sessionNumber} ${type} ${id}`)
}
