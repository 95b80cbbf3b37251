import type { PlatformEvent, SendCommand } from '@conversation-hub/core'
import { wordsOfForm } from './inbound'

/**
 * Which form was answered last, by conversation: Amelia's echo gives back the words that she was sent, and not those that
 * customer and transcript are shown, so that nobody else could tell which message it proves.
 */
export interface AnsweredForms {
  /** Something is about to be said. Only what was said last may be waited for. */
  note(conversationId: string, command: SendCommand): void
  /** The events, with our id in the echo of a form. */
  recognise(conversationId: string, events: ReadonlyArray<PlatformEvent>): ReadonlyArray<PlatformEvent>
  forget(conversationId: string): void
}

export function answeredForms(): AnsweredForms {
  const last = new Map<string, { readonly words: string; readonly messageId: string }>()
  return {
    note(conversationId, { message, messageId }) {
      if (message.type === 'form') last.set(conversationId, { words: wordsOfForm(message), messageId })
      else last.delete(conversationId)
    },
    recognise(conversationId, events) {
      const form = last.get(conversationId)
      if (!form) return events
      return events.map((event) => {
        const isItsEcho = event.type === 'echo' && event.text?.trim() === form.words.trim()
        return isItsEcho ? { ...event, messageId: form.messageId } : event
      })
    },
    forget: (conversationId) => void last.delete(conversationId),
  }
}
