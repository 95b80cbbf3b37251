import { html, nothing, type TemplateResult } from 'lit'
import type { Author } from '../../client/index'
import type { Words } from '../dictionary'
import { botIcon, personIcon } from '../icons'

export function nameOf({ role, name }: Author, words: Words): string {
  return role === 'customer' ? words.you : (name ?? words[role])
}

/** Who speaks: shown once per group, and for those who hear the chat with every message. */
export function authorTemplate(author: Author, words: Words, isShown: boolean): TemplateResult {
  const name = nameOf(author, words)
  if (!isShown) return html`<span class="hidden">${name}:</span>`
  const role = words[author.role === 'bot' ? 'bot' : 'agent']
  return html`<div class="author" part="author">
    <span class="name">${name}</span>
    ${name === role ? nothing : html`<span class="role">${role}</span>`}
  </div>`
}

/** The picture beside a group's first message; without an author, the room for it. */
export function avatarTemplate(author: Author | undefined): TemplateResult {
  return author === undefined
    ? html`<div class="avatar-room"></div>`
    : html`<div class="avatar" part="avatar" aria-hidden="true">${picture(author)}</div>`
}

function picture({ role, name }: Author) {
  if (role === 'bot') return botIcon
  const [first = ''] = name?.trim() ?? ''
  return first.toLocaleUpperCase() || personIcon
}
