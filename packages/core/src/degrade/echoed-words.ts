import type { OutgoingChoice, OutgoingForm, OutgoingText } from '../connector/commands'

/**
 * The words in which a platform that echoes messages repeats one: those that it was sent. For a form, these are its
 * answers alone; a connector that also sends a form's answers in words has to word them like this. A file has none.
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
