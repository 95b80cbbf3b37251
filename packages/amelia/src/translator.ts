import type { PlatformEvent } from '@conversation-hub/core'
import { authorOf, type Surface, translate as translateAlone } from './events'
import { createFormOnly } from './form-only'
import { type AmeliaMessage, textField } from './message/message'
import { htmlAsText } from './text/html-as-text'

/** A text that still comes in chunks. */
interface Growing {
  readonly first: AmeliaMessage
  readonly text: string
}

/**
 * Translates the messages of one conversation as they come: in the order of the session's sequence (timestamps
 * are no order), with the chunks of a 7.x streaming text put together.
 */
export function createTranslator(surface: Surface): (batch: ReadonlyArray<AmeliaMessage>) => PlatformEvent[] {
  let growing: Growing | undefined
  const withoutClosedInput = createFormOnly()
  const translate = (message: AmeliaMessage) => translateAlone(message, surface)

  /** The complete text, under its own id, because Amelia's record of the conversation may contain no chunks. */
  function complete(message: AmeliaMessage, text: string | undefined): PlatformEvent[] {
    const withdrawn = growing ? partial(growing.first, '') : []
    const sameId = growing?.first.id === message.id
    growing = undefined
    return [...(sameId ? [] : withdrawn), ...translate({ ...message, type: 'Text', text })]
  }

  function translateOne(message: AmeliaMessage): PlatformEvent[] {
    if (message.type.includes('FlushBuffered')) return complete(message, flushed(growing, message))
    if (message.type.startsWith('StreamingText')) {
      growing = grow(growing, message)
      return growing.text ? partial(growing.first, htmlAsText(growing.text)) : []
    }
    if (!growing) return translate(message)
    const words = wordsIn(message)
    if (message.type === 'Text' && holds(words, growing.text)) return complete(message, words)
    const events = translate(message)
    if (!events.some(endsTheTurn)) return events
    // The complete text never came, so the chunks that did are all there is.
    const { first, text } = growing
    return [...complete(first, text), ...events]
  }

  return (batch) => withoutClosedInput(inOrder(batch).flatMap(translateOne))
}

/** The text so far. An empty one withdraws what was shown under this id. */
const partial = (first: AmeliaMessage, text: string): PlatformEvent[] => [
  { type: 'partial', id: first.id, author: authorOf(first), text },
]

/** Seen at 7.x: the words may be in the field for a voice alone. */
const wordsIn = (message: AmeliaMessage) => message.text || textField(message, 'speechMessageText')

/** A flush holds the last words, or all of them, which may be marked up otherwise than the chunks were. */
function flushed(growing: Growing | undefined, message: AmeliaMessage): string {
  const words = wordsIn(message)
  const isAll = words && growing && lettersOf(words).startsWith(lettersOf(growing.text))
  return isAll ? words : grow(growing, message).text
}

/** A chunk holds the next words, or the whole text so far: its shape is not documented. */
function grow(growing: Growing | undefined, message: AmeliaMessage): Growing {
  const chunk = wordsIn(message) ?? ''
  if (!growing) return { first: message, text: chunk }
  const { first, text } = growing
  return { first, text: text !== '' && chunk.startsWith(text) ? chunk : text + chunk }
}

/**
 * Whether the complete text contains the chunks. It may be marked up differently, and some first chunks may have been
 * missed.
 */
const holds = (complete: string | undefined, chunks: string) =>
  complete !== undefined && lettersOf(complete).includes(lettersOf(chunks))

const lettersOf = (text: string) => htmlAsText(text).replace(/[^\p{L}\p{N}]/gu, '')

const endsTheTurn = (event: PlatformEvent) =>
  ['ended', 'state', 'escalated'].includes(event.type) || (event.type === 'input' && event.expected)

function inOrder(messages: ReadonlyArray<AmeliaMessage>): ReadonlyArray<AmeliaMessage> {
  if (messages.some(({ sequence }) => sequence === undefined)) return messages
  return [...messages].sort((one, other) => (one.sequence ?? 0) - (other.sequence ?? 0))
}
