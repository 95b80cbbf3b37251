import type { PlatformEvent } from '@conversation-hub/core'
import { authorOf, type Surface, translate as translateAlone } from './events'
import { type AmeliaMessage, textField } from './message/message'
import { htmlAsText } from './text/html-as-text'

/** A text that still comes in chunks, under the id of its first chunk. */
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
  const translate = (message: AmeliaMessage) => translateAlone(message, surface)

  function translateOne(message: AmeliaMessage): PlatformEvent[] {
    if (message.type === 'StreamingText') {
      growing = grow(growing, message)
      const { first, text } = growing
      return text ? [{ type: 'partial', id: first.id, author: authorOf(first), text: htmlAsText(text) }] : []
    }
    if (message.type.includes('FlushBuffered')) {
      const complete = grow(growing, message)
      growing = undefined
      return translate(completed(complete, complete.text))
    }
    if (!growing) return translate(message)
    if (message.type === 'Text' && message.text?.trim().startsWith(growing.text.trim())) {
      const whole = { ...message, id: growing.first.id }
      growing = undefined
      return translate(whole)
    }
    if (message.type === 'AmeliaReady') {
      // The turn is over and the complete text never came: what came of it is all there is.
      const rest = completed(growing, growing.text)
      growing = undefined
      return [...translate(rest), ...translate(message)]
    }
    return translate(message)
  }

  return (batch) => inOrder(batch).flatMap(translateOne)
}

/** A chunk holds the next words, or the whole text so far: its shape is not documented. */
function grow(growing: Growing | undefined, message: AmeliaMessage): Growing {
  const chunk = message.text || textField(message, 'speechMessageText') || ''
  if (!growing) return { first: message, text: chunk }
  const { first, text } = growing
  return { first, text: text !== '' && chunk.startsWith(text) ? chunk : text + chunk }
}

const completed = ({ first }: Growing, text: string): AmeliaMessage => ({ ...first, type: 'Text', text })

function inOrder(messages: ReadonlyArray<AmeliaMessage>): ReadonlyArray<AmeliaMessage> {
  if (messages.some(({ sequence }) => sequence === undefined)) return messages
  return [...messages].sort((one, other) => (one.sequence ?? 0) - (other.sequence ?? 0))
}
