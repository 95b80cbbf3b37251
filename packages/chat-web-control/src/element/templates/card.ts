import { html, nothing, type TemplateResult } from 'lit'
import { webAddress } from '../../client/addresses'
import type { CardPart } from '../../client/index'
import { choicesTemplate } from './choices'
import type { MessagePlace } from './message-place'

export function cardTemplate(part: CardPart, place: MessagePlace): TemplateResult {
  const { server } = place.screen
  const image = part.imageUrl && webAddress(part.imageUrl, server)
  const link = part.url && webAddress(part.url, server)
  return html`<div class="panel card" part="card">
      ${image ? html`<img class="card-image" src=${image} alt="" loading="lazy" />` : nothing}
      <div class="card-text">
        <div class="panel-title">
          ${link ? html`<a href=${link} target="_blank" rel="noopener noreferrer">${part.title}</a>` : part.title}
        </div>
        ${part.text ? html`<div class="panel-text">${part.text}</div>` : nothing}
      </div>
    </div>
    ${choicesTemplate(part.choices, place)}`
}
