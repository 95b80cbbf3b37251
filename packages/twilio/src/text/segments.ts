import { septetsOf } from './gsm-7'

/** In how many pieces the network carries a text, and in which alphabet; each piece is charged. */
export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly segments: number
}

/** Of one piece alone, and of each of several, which lose room to the header that joins them. */
const ROOM = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } } as const

/**
 * Counts as the networks do: one character outside GSM-7 makes the whole text UCS-2, and a character of two
 * units (an emoji, a euro sign in GSM-7) is never cut in two. Twilio, "How many characters in a message".
 */
export function countSegments(text: string): Segments {
  const characters = [...text]
  const septets = septetsOf(characters)
  const encoding = septets ? 'GSM-7' : 'UCS-2'
  const units = septets ?? characters.map(({ length }) => length)
  return { encoding, segments: piecesOf(units, ROOM[encoding]) }
}

function piecesOf(
  units: ReadonlyArray<number>,
  { alone, joined }: { alone: number; joined: number },
): number {
  if (units.reduce((sum, size) => sum + size, 0) <= alone) return units.length === 0 ? 0 : 1
  let pieces = 1
  let used = 0
  for (const size of units) {
    if (used + size > joined) {
      pieces += 1
      used = 0
    }
    used += size
  }
  return pieces
}
