import type { OutgoingChoice, OutgoingForm, OutgoingText } from '../connector/commands'

/**
 * The words in which a platform that echoes gives a message back: those that it was sent. Of a form these are its answers
 * alone, so that a connector which says them in words beside the values says them like this. A file has none.
 */
export function echoedWords(
  message: OutgoingText | OutgoingChoice | OutgoingForm | { readonly type: 'attachment' },
): string | undefined {
  switch (message.type) {
    case 'text':
      return message.text
    case 'choice':
      return message.title
    case 'form':
      return Object.values(message.values).flat().join(', ')
    case 'attachment':
      return undefined
  }
}
