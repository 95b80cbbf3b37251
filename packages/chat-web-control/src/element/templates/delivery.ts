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

/** @param again What trying again does; absent where it cannot be done from here. */
export function failureTemplate(
  { words, view, moveOn }: Screen,
  actions: { again?: (() => void) | undefined; remove?: () => void },
): TemplateResult {
  const { again, remove } = actions
  const act = (action: () => void) => () => {
    moveOn()
    action()
  }
  return html`<div class="failure" part="failure">
    <span class="failure-text">${warningIcon}${words.notDelivered}</span>
    ${
      again && view.phase === 'open'
        ? html`<button type="button" class="link" @click=${act(again)}>${words.retry}</button>`
        : nothing
    }
    ${remove ? html`<button type="button" class="link" @click=${act(remove)}>${words.remove}</button>` : nothing}
  </div>`
}
