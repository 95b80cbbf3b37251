import { html, nothing, type TemplateResult } from 'lit'
import type { PendingItem, ToldMessage } from '../../client/index'
import type { Words } from '../dictionary'
import { clockIcon, tickIcon, ticksIcon, warningIcon } from '../icons'
import type { Screen } from '../screen'

/** How far the customer's message has come. */
export type Delivery = 'sending' | 'sent' | 'delivered' | 'read' | 'failed'

export function deliveryOf({ receipt }: ToldMessage): Delivery {
  return receipt?.status ?? 'sent'
}

export function pendingDelivery({ status }: PendingItem): Delivery {
  return status === 'refused' ? 'failed' : status
}

/** Nothing for a failure: that has a line of its own. */
export function ticksTemplate(delivery: Delivery, words: Words) {
  if (delivery === 'failed') return nothing
  const icons = { sending: clockIcon, sent: tickIcon, delivered: ticksIcon, read: ticksIcon }
  return html`<span class="ticks ${delivery}" part="receipt" title=${words[delivery]}>
    ${icons[delivery]}<span class="hidden">${words[delivery]}</span>
  </span>`
}

/** @param failed `again` is what trying again does; absent where it cannot be done from here. */
export function failureTemplate(
  { words, view, moveOn }: Screen,
  failed: { code?: string | undefined; again?: (() => void) | undefined; remove?: () => void },
): TemplateResult {
  const { code, remove } = failed
  const reason = reasonOf(code, words)
  // What is too large stays so, however often it is sent.
  const again = reason === undefined ? failed.again : undefined
  const act = (action: () => void) => () => {
    moveOn()
    action()
  }
  return html`<div class="failure" part="failure">
    <span class="failure-text">${warningIcon}${reason ?? words.notDelivered}</span>
    ${
      again && view.phase === 'open'
        ? html`<button type="button" class="link" @click=${act(again)}>${words.retry}</button>`
        : nothing
    }
    ${remove ? html`<button type="button" class="link" @click=${act(remove)}>${words.remove}</button>` : nothing}
  </div>`
}

/** Why, where it is something that the customer can change. */
function reasonOf(code: string | undefined, words: Words): string | undefined {
  switch (code) {
    case 'message-too-large':
      return words.tooLarge
    case 'media-type-refused':
      return words.kindRefused
    default:
      return undefined
  }
}
