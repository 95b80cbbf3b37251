import type { Capabilities } from '../connector/capabilities'
import type { SpokenLine } from '../contract/transcript'

/**
 * The part of what was said before that a platform takes: as many of the newest lines as fit, oldest first. If even the
 * newest line alone is too long, its beginning. Nothing where the platform takes no transcript: the driver then tells
 * the operator so.
 */
export function transcriptToHandOver(
  lines: ReadonlyArray<SpokenLine>,
  { transcriptHandOver }: Pick<Capabilities, 'transcriptHandOver'>,
): ReadonlyArray<SpokenLine> {
  if (!transcriptHandOver) return []
  const { maxCharacters } = transcriptHandOver
  let room = maxCharacters
  let first = lines.length
  for (const line of lines.toReversed()) {
    room -= line.text.length
    if (room < 0) break
    first -= 1
  }
  const newest = lines.at(-1)
  if (first < lines.length || !newest) return lines.slice(first)
  return [{ ...newest, text: `${beginning(newest.text, maxCharacters - 1)}…` }]
}

/** Does not cut a surrogate pair in half. */
function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
