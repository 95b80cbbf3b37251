import type { Capabilities } from '../connector/capabilities'
import type { OutgoingMessage } from '../connector/commands'
import type { FormPart } from '../contract/parts'
import { answersAsText } from './intended-message'

/**
 * The message in the richest form that the platform takes. Where it does not take the kind, a choice becomes its title, a
 * form its answers line by line, a file its name and a link. Nothing is dropped.
 */
export function fitToPlatform(
  message: OutgoingMessage,
  capabilities: Pick<Capabilities, 'choices' | 'forms' | 'attachments'>,
  context: { readonly form?: FormPart; readonly attachmentUrl?: string } = {},
): OutgoingMessage {
  switch (message.type) {
    case 'text':
      return message
    case 'choice':
      return capabilities.choices ? message : { type: 'text', text: message.title }
    case 'form':
      return capabilities.forms
        ? message
        : { type: 'text', text: answersAsText(message.values, context.form) }
    case 'attachment': {
      if (takesFile(capabilities.attachments, message)) return message
      const link = [message.name, context.attachmentUrl].filter(Boolean).join(': ')
      return { type: 'text', text: message.text ? `${message.text}\n${link}` : link }
    }
  }
}

function takesFile(
  attachments: Capabilities['attachments'],
  { bytes, mediaType }: { bytes: number; mediaType: string },
): boolean {
  if (!attachments || bytes > attachments.maxBytes) return false
  return attachments.mediaTypes === undefined || attachments.mediaTypes.includes(mediaType)
}
