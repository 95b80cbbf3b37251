import { html, nothing, type TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import type { ChatItem } from '../../client/index'
import { downIcon } from '../icons'
import { type Row, rowsOf } from '../rows'
import { isSaidAgain } from '../said-again'
import type { Screen } from '../screen'
import { rowTemplate } from './row'
import { typingTemplate } from './standings'

export interface LogSettings {
  readonly screen: Screen
  readonly items: readonly ChatItem[]
  /** A screen reader hears what is new, and not a whole chat again because the page was loaded again. */
  readonly isFilling: boolean
  /** Something was said below what the reader is looking at. */
  readonly hasUnseen: boolean
  toEnd(): void
}

/**
 * Everything said so far. Rows that stay as they are cost next to nothing, however many there are. A message that has been
 * written to its end is a new row: that is when a screen reader tells it, once and as a whole.
 */
export function logTemplate({ screen, items, isFilling, hasUnseen, toEnd }: LogSettings): TemplateResult {
  const { view, words } = screen
  return html`<div class="middle">
    <div
      class="log"
      part="log"
      role="log"
      tabindex="0"
      aria-live="polite"
      aria-label=${words.messages}
      aria-busy=${String(isFilling)}
    >
      <div class="rows">
        ${repeat(
          rowsOf(items),
          ({ item }) => (item.kind === 'partial' ? `partial ${item.key}` : item.key),
          (row) => guard(whatARowShows(row, screen), () => rowTemplate(row, screen)),
        )}
        ${typingTemplate(view.typing, words)}
      </div>
    </div>
    ${
      hasUnseen
        ? html`<button type="button" class="button new-messages" part="button" @click=${toEnd}>
            ${downIcon}${words.newMessages}
          </button>`
        : nothing
    }
  </div>`
}

function whatARowShows({ item, day, startsGroup, endsGroup, isLast }: Row, screen: Screen): unknown[] {
  const { view, words, language, quickReplies, client, server } = screen
  const message = item.kind === 'message' ? item.message : undefined
  const answer = message && view.answers[message.messageId]
  const isAgain = message !== undefined && isSaidAgain(message)
  const { hideAfterUse, onlyLast } = quickReplies
  const settings = [words, language, hideAfterUse, onlyLast, client, server]
  return [item, day, startsGroup, endsGroup, isLast, answer, isAgain, view.phase, ...settings]
}
