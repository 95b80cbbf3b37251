import { hash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => hash('sha256', text, 'buffer')

/**
 * Checks whether a text is one of the API keys. Digests are compared, all of them and in constant time, so that the time
 * taken tells neither how much of a key was right nor how long it is.
 */
export function createKeyCheck(keys: ReadonlyArray<string>): (presented: string) => boolean {
  const digests = keys.map(digest)
  return (presented) => {
    const given = digest(presented)
    return digests.reduce((found, key) => timingSafeEqual(key, given) || found, false)
  }
}
