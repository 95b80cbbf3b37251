import type { PlatformEvent, PlatformMessage } from '@conversation-hub/core'
import { z } from 'zod'
import { senderOf } from '../entries/author'
import type { Entry } from '../entries/entry'
import { entryIdIn, ownIdIn } from '../entries/message-id'

const payloadSchema = z.object({
  streamingToken: z.object({
    targetMessageIdentifier: z.string(),
    sequenceNumber: z.number().int().nonnegative(),
    token: z.object({ text: z.string().nullish(), content: z.string().nullish() }),
  }),
})

/** Messages that are written at the same time; more are not shown before they are whole. */
const MOST_AT_ONCE = 20
/** The longest text that is shown before it is whole, in characters. */
const LONGEST_TEXT = 100_000

export interface PartialTexts {
  /** Takes one piece; the result is the whole text so far. */
  add(entry: Entry): PlatformEvent[]
  /** The message is whole: its pieces are no longer needed, and taken back where they stood under another id. */
  finish(message: PlatformMessage): PlatformEvent[]
}

/**
 * Puts the pieces of messages that are being written together, for as long as one stream is open. A piece
 * that comes twice or out of turn does no harm. A text whose beginning was missed is not shown; its message
 * comes whole in any case.
 */
export function collectPartialTexts(): PartialTexts {
  const pieces = new Map<string, Map<number, string>>()

  return {
    add(entry) {
      const parsed = payloadSchema.safeParse(entry.entryPayload)
      if (!parsed.success) return []
      const { targetMessageIdentifier: id, sequenceNumber, token } = parsed.data.streamingToken
      const known = pieces.get(id)
      if (!known && pieces.size >= MOST_AT_ONCE) return []
      const ofMessage = known ?? new Map<number, string>()
      pieces.set(id, ofMessage)
      if (ofMessage.has(sequenceNumber)) return []
      ofMessage.set(sequenceNumber, token.text ?? token.content ?? '')
      const text = textSoFar(ofMessage)
      if (text === '' || text.length > LONGEST_TEXT) return []
      return [{ type: 'partial', id, author: senderOf(entry), text }]
    },
    finish({ id, author }) {
      const under = [entryIdIn(id), ownIdIn(id)].filter((one) => pieces.delete(one))
      return under.filter((one) => one !== id).map((one) => ({ type: 'partial', id: one, author, text: '' }))
    },
  }
}

/** The pieces from the first one on, up to the first gap. Whether counting begins at 0 or 1 is not documented. */
function textSoFar(pieces: ReadonlyMap<number, string>): string {
  let text = ''
  let next = pieces.has(0) ? 0 : 1
  for (let piece = pieces.get(next); piece !== undefined; piece = pieces.get(next)) {
    text += piece
    next += 1
  }
  return text
}
