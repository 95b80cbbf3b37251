import type { SpokenLine } from '@conversation-hub/core'

/** What was said before, a line each. What is too long loses its beginning: the end is what matters. */
export function salesforceTranscript(lines: ReadonlyArray<SpokenLine>, maxCharacters: number): string {
  const text = lines.map(({ author, text }) => `${author.name ?? author.role}: ${text}`).join('\n')
  if (text.length <= maxCharacters) return text
  const end = text.slice(1 - maxCharacters)
  // Half of a surrogate pair is not a character.
  return `…${/^[\uDC00-\uDFFF]/.test(end) ? end.slice(1) : end}`
}
