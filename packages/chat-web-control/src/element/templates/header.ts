import { html, nothing } from 'lit'
import type { ChatView } from '../../client/index'
import type { Words } from '../dictionary'
import { closeIcon } from '../icons'

export interface HeaderSettings {
  readonly heading: string
  readonly words: Words
  readonly view: ChatView
  readonly ending: 'no' | 'asking' | 'failed'
  ask(): void
  keepChatting(): void
  end(): void
}

/** The title, who is on the other side, and the way out. */
export function headerTemplate(settings: HeaderSettings) {
  const { heading, words, view, ending, ask } = settings
  const standing = standingOf(view, words)
  const canEnd = view.phase === 'open' && view.conversationId !== undefined
  return html`<div class="header" part="header">
      <div class="titles">
        <div class="heading" part="heading">${heading}</div>
        ${standing === undefined ? nothing : html`<div class="standing" part="standing">${standing}</div>`}
      </div>
      ${
        canEnd
          ? html`<button type="button" class="icon-button end" part="end-button" aria-label=${words.endChat}
              title=${words.endChat} aria-expanded=${String(ending !== 'no')} @click=${ask}>${closeIcon}</button>`
          : nothing
      }
    </div>
    ${canEnd && ending !== 'no' ? questionTemplate(settings) : nothing}`
}

function questionTemplate({ words, ending, keepChatting, end }: HeaderSettings) {
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') keepChatting()
  }
  return html`<div class="question" part="question" role="group" aria-label=${words.endQuestion} @keydown=${onKey}>
    <span role="status">${ending === 'failed' ? words.endFailed : words.endQuestion}</span>
    <button type="button" class="button primary confirm-end" part="button" @click=${end}>${words.endChat}</button>
    <button type="button" class="button" part="button" @click=${keepChatting}>${words.keepChatting}</button>
  </div>`
}

function standingOf({ phase, state, items }: ChatView, words: Words): string | undefined {
  if (phase === 'opening') return words.opening
  if (phase !== 'open') return undefined
  switch (state) {
    case 'starting':
      return words.starting
    case 'waiting':
      return words.waiting
    case 'with-bot':
      return words.bot
    case 'with-agent':
      return agentOf(items) ?? words.agent
    default:
      return undefined
  }
}

/** The name of the agent who joined or spoke last. */
function agentOf(items: ChatView['items']): string | undefined {
  for (const item of items.toReversed()) {
    const author =
      item.kind === 'message'
        ? item.message.author
        : item.kind === 'participant'
          ? item.participant.author
          : undefined
    if (author?.role === 'agent' && author.name !== undefined) return author.name
  }
  return undefined
}
