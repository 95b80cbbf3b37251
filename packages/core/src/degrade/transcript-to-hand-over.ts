import type { Capabilities } from '../connector/capabilities'
import type { SpokenLine } from '../contract/transcript'

/**
 * The part of what was said before that a platform takes: the newest lines that fit together, oldest first.
 * Nothing where the platform takes no transcript; whoever drives the connector then says so to the operator.
 */
export function transcriptToHandOver(
  lines: ReadonlyArray<SpokenLine>,
  { transcriptHandOver }: Pick<Capabilities, 'transcriptHandOver'>,
): ReadonlyArray<SpokenLine> {
  if (!transcriptHandOver) return []
  let room = transcriptHandOver.maxCharacters
  let first = lines.length
  for (const line of lines.toReversed()) {
    room -= line.text.length
    if (room < 0) break
    first -= 1
  }
  return lines.slice(first)
}
