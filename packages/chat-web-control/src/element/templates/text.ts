import { html, type TemplateResult } from 'lit'
import { stretchesOf } from '../links'

/** A text with its web addresses to click. Never markup: what a platform or a customer writes stays text. */
export function textTemplate(text: string): TemplateResult {
  const stretches = stretchesOf(text).map((stretch) =>
    'href' in stretch
      ? html`<a href=${stretch.href} target="_blank" rel="noopener noreferrer">${stretch.text}</a>`
      : stretch.text,
  )
  return html`<div class="bubble" part="bubble">${stretches}</div>`
}
