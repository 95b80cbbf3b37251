import { html, nothing } from 'lit'
import { textOfOutgoing } from '../../client/outgoing'
import type { Row } from '../rows'
import type { Screen } from '../screen'
import { fileTemplate } from './attachment'
import { partTemplate } from './part'
import { textTemplate } from './text'

/** What a message says, told or still on its way. */
export function contentTemplate({ item, isLast }: Row, screen: Screen) {
  switch (item.kind) {
    case 'message': {
      const { messageId, parts } = item.message
      const place = { screen, messageId, isLast, used: screen.view.answers[messageId] }
      return parts.map((part) => partTemplate(part, place))
    }
    case 'partial':
      return textTemplate(item.text)
    case 'pending': {
      const { content } = item
      if (content.kind !== 'file') return textTemplate(textOfOutgoing(content))
      const { name, size } = content.file
      return html`<div class="attachment">${fileTemplate(name, size, screen.language)}</div>`
    }
    case 'participant':
      return nothing
  }
}
