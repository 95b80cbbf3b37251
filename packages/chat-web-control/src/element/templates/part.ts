import { html, nothing } from 'lit'
import type { MessagePart } from '../../client/index'
import { attachmentTemplate } from './attachment'
import { cardTemplate } from './card'
import { choicesTemplate } from './choices'
import { formTemplate } from './form'
import type { MessagePlace } from './message-place'
import { textTemplate } from './text'

export function partTemplate(part: MessagePart, place: MessagePlace) {
  switch (part.type) {
    case 'text':
      return textTemplate(part.text)
    case 'choices':
      return html`${part.text === undefined ? nothing : textTemplate(part.text)}
        ${choicesTemplate(part.choices, place)}`
    case 'form':
      return formTemplate(part, place)
    case 'attachment':
      return attachmentTemplate(part, place.screen)
    case 'card':
      return cardTemplate(part, place)
  }
}
