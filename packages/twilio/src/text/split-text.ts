import { countSegments } from './segments'

/** Twilio refuses longer bodies (error 21617). */
const MAX_CHARACTERS = 1_600
/** Phones put so many pieces together reliably; Twilio advises against more. */
const MAX_SEGMENTS = 10

/** Where a text may be cut: better ends first. */
const ENDS = (['sentence', 'word', 'grapheme'] as const).map(
  (granularity) => new Intl.Segmenter(undefined, { granularity }),
)

/**
 * A text in messages that Twilio takes, cut at the ends of sentences, or else between words, or else between
 * characters as people see them: an emoji is never torn. Only the blanks at the cuts are lost.
 */
export function splitText(text: string): string[] {
  return pack(text.trim(), ENDS)
    .map((message) => message.trim())
    .filter(Boolean)
}

/** The fewest messages that hold the text, filled from the front. */
function pack(text: string, [ends, ...worse]: ReadonlyArray<Intl.Segmenter>): string[] {
  if (fits(text) || !ends) return [text]
  const messages: string[] = []
  let current = ''
  for (const { segment } of ends.segment(text)) {
    if (fits(current + segment)) {
      current += segment
      continue
    }
    if (current !== '') messages.push(current)
    const [last = '', ...before] = pack(segment, worse).reverse()
    messages.push(...before.reverse())
    current = last
  }
  return current === '' ? messages : [...messages, current]
}

function fits(text: string): boolean {
  const body = text.trim()
  return body.length <= MAX_CHARACTERS && countSegments(body).segments <= MAX_SEGMENTS
}
