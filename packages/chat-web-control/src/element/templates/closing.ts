import { html } from 'lit'
import { wordsOfEnd } from '../dictionary'
import type { Screen } from '../screen'

/** Stands where the composer was: why nothing can be written any more, and the way to a new chat. */
export function closingTemplate({ view, words, client }: Screen) {
  const isUnavailable = view.phase === 'unavailable'
  return html`<div class="closing" part="closing">
    <div class="closing-text" role="status">${closingText({ view, words })}</div>
    <button type="button" class="button primary start-new" part="button" @click=${client.startNew}>
      ${isUnavailable ? words.tryAgain : words.startNew}
    </button>
  </div>`
}

function closingText({ view, words }: Pick<Screen, 'view' | 'words'>): string {
  switch (view.phase) {
    case 'expired':
      return words.expired
    case 'unavailable':
      return words.unavailable
    default:
      return wordsOfEnd(words, view.endReason)
  }
}
