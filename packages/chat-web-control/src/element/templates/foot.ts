import { html, nothing, type TemplateResult } from 'lit'
import type { ToldMessage } from '../../client/index'
import { type Row, timeOf } from '../rows'
import { isSaidAgain, sayAgain } from '../said-again'
import type { Screen } from '../screen'
import { clockTime } from '../times'
import { type Delivery, deliveryOf, failureTemplate, pendingDelivery, ticksTemplate } from './delivery'

/** Under a message: that it was not delivered, or at the end of a group the time and the ticks. */
export function footTemplate(row: Row, screen: Screen) {
  const { item } = row
  const { client } = screen
  switch (item.kind) {
    case 'pending': {
      const { clientMessageId } = item
      if (item.status !== 'refused') return timeTemplate(row, screen, pendingDelivery(item))
      return failureTemplate(screen, {
        code: item.code,
        again: () => client.retry(clientMessageId),
        remove: () => client.remove(clientMessageId),
      })
    }
    case 'message': {
      const { message } = item
      if (message.author.role === 'system') return nothing
      if (message.author.role !== 'customer') return timeTemplate(row, screen)
      const delivery = deliveryOf(message)
      if (delivery !== 'failed') return timeTemplate(row, screen, delivery)
      const text = isSaidAgain(message) ? undefined : onlyText(message)
      return failureTemplate(screen, {
        code: message.receipt?.code,
        again: text === undefined ? undefined : () => sayAgain(message, () => client.send(text)),
      })
    }
    default:
      return nothing
  }
}

function timeTemplate({ item, endsGroup }: Row, { words, language }: Screen, delivery?: Delivery) {
  const at = timeOf(item)
  if (at === undefined || !(endsGroup || delivery === 'sending')) return nothing
  return html`<div class="foot" part="time">
    <time datetime=${at}>${clockTime(at, language)}</time>
    ${delivery === undefined ? nothing : ticksTemplate(delivery, words)}
  </div>` satisfies TemplateResult
}

/** A message the platform failed to take can be said again where it is words alone. */
function onlyText({ parts }: ToldMessage): string | undefined {
  const [part] = parts
  return parts.length === 1 && part?.type === 'text' ? part.text : undefined
}
