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

/** The fewest messages that hold the text, filled from the front, in time that grows with the text and not faster. */
function pack(text: string, [ends, ...worse]: ReadonlyArray<Intl.Segmenter>): string[] {
  if (fits(text) || !ends) return [text]
  const messages: string[] = []
  const segments = segmentsOf(text, ends)
  let current = ''
  let at = 0
  while (at < segments.length) {
    const fitting = segments.slice(at, at + howManyFit(current, segments, at))
    current += fitting.join('')
    at += fitting.length
    if (fitting.length > 0) continue
    if (current !== '') messages.push(current)
    const [last = '', ...before] = pack(segments[at] ?? '', worse).reverse()
    messages.push(...before.reverse())
    current = last
    at += 1
  }
  return current === '' ? messages : [...messages, current]
}

/** Finding segments takes time that grows with the square of the text, so a long one is read bit by bit, in characters. */
const STRETCH = 2_000

function segmentsOf(text: string, ends: Intl.Segmenter): string[] {
  const segments: string[] = []
  let stretch = STRETCH
  for (let at = 0; at < text.length; ) {
    const found = Array.from(ends.segment(text.slice(at, at + stretch)), ({ segment }) => segment)
    // The last one may go on behind the stretch.
    if (at + stretch < text.length) found.pop()
    stretch = found.length > 0 ? STRETCH : stretch * 2
    for (const segment of found) {
      segments.push(segment)
      at += segment.length
    }
  }
  return segments
}

/** How many of the segments from `at` on fit behind a text. By halving, because counting takes its time. */
function howManyFit(before: string, segments: ReadonlyArray<string>, at: number): number {
  let fitting = 0
  let most = Math.min(segments.length - at, MAX_CHARACTERS)
  while (fitting < most) {
    const half = Math.ceil((fitting + most) / 2)
    if (fits(before + segments.slice(at, at + half).join(''))) fitting = half
    else most = half - 1
  }
  return fitting
}

function fits(text: string): boolean {
  const body = text.trim()
  return body.length <= MAX_CHARACTERS && countSegments(body).segments <= MAX_SEGMENTS
}
