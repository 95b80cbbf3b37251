import type { Capabilities } from '../connector/capabilities'
import type { SpokenLine } from '../contract/transcript'

/**
 * The part of what was said before that a platform takes: the newest lines that fit together, oldest first. Of a
 * newest line that alone is too long, its beginning. Nothing where the platform takes no transcript; whoever drives
 * the connector then says so to the operator.
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

/** Not in the middle of a character of two units. */
function beginning(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
