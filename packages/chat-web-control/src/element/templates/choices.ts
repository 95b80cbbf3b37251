import { html, nothing } from 'lit'
import type { Choice } from '../../client/index'
import { quickReplies } from '../quick-replies'
import type { MessagePlace } from './message-place'

/** The quick replies of a message. */
export function choicesTemplate(
  choices: readonly Choice[],
  { screen, messageId, isLast, used }: MessagePlace,
) {
  const { client, words } = screen
  const isOpen = screen.view.phase === 'open'
  const stand = quickReplies(screen.quickReplies, { isUsed: used !== undefined, isLast, isOpen })
  if (stand === 'hidden' || choices.length === 0) return nothing
  const choose = (choice: Choice) => {
    // A second tap may come before the first one is drawn.
    if (client.view.answers[messageId] !== undefined) return
    screen.moveOn()
    client.choose(messageId, choice)
  }
  return html`<div class="choices" part="quick-replies" role="group" aria-label=${words.choose}>
    ${choices.map(
      (choice) => html`<button
        type="button"
        class="choice"
        part=${choice.choiceId === used ? 'quick-reply quick-reply-chosen' : 'quick-reply'}
        ?disabled=${stand !== 'usable'}
        aria-pressed=${choice.choiceId === used ? 'true' : nothing}
        @click=${() => choose(choice)}
      >${choice.title}</button>`,
    )}
  </div>`
}
