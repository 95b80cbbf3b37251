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
/** Pieces of one message that may wait for an earlier one. */
const MOST_WAITING = 1_000

/** From the first piece on, up to the first gap. Whether counting begins at 0 or 1 is not documented. */
interface Growing {
  text: string
  next: number
  hasZeroth: boolean
  readonly waiting: Map<number, string>
}

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
  const messages = new Map<string, Growing>()

  return {
    add(entry) {
      const parsed = payloadSchema.safeParse(entry.entryPayload)
      if (!parsed.success) return []
      const { targetMessageIdentifier: id, sequenceNumber, token } = parsed.data.streamingToken
      const known = messages.get(id)
      if (!known && messages.size >= MOST_AT_ONCE) return []
      const growing = known ?? { text: '', next: 1, hasZeroth: false, waiting: new Map<number, string>() }
      messages.set(id, growing)
      const isNews = grow(growing, sequenceNumber, token.text || token.content || '')
      const { text } = growing
      if (!isNews || text === '' || text.length > LONGEST_TEXT) return []
      return [{ type: 'partial', id, author: senderOf(entry), text }]
    },
    finish({ id, author }) {
      const under = [entryIdIn(id), ownIdIn(id)].filter((one) => messages.delete(one))
      return under.filter((one) => one !== id).map((one) => ({ type: 'partial', id: one, author, text: '' }))
    },
  }
}

/** Takes a piece; false for one that came before, and for one more than is kept. */
function grow(growing: Growing, number: number, piece: string): boolean {
  const { waiting } = growing
  if (growing.text.length > LONGEST_TEXT || waiting.size >= MOST_WAITING) return false
  if (number === 0) {
    if (growing.hasZeroth) return false
    growing.hasZeroth = true
    growing.text = piece + growing.text
  } else {
    if (number < growing.next || waiting.has(number)) return false
    waiting.set(number, piece)
  }
  for (let next = waiting.get(growing.next); next !== undefined; next = waiting.get(growing.next)) {
    growing.text += next
    waiting.delete(growing.next)
    growing.next += 1
  }
  return true
}
