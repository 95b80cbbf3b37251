import { html, nothing, type TemplateResult } from 'lit'
import type { Author } from '../../client/index'
import { fill } from '../dictionary'
import { authorOf, type Row } from '../rows'
import type { Screen } from '../screen'
import { dayName } from '../times'
import { authorTemplate, avatarTemplate, nameOf } from './author'
import { contentTemplate } from './content'
import { footTemplate } from './foot'

/** One line of the log: the day it starts, who speaks, what they say, and how far it has come. */
export function rowTemplate(row: Row, screen: Screen): TemplateResult {
  const { item } = row
  return html`${row.day === undefined ? nothing : dayTemplate(row.day, screen.language)}
    ${
      item.kind === 'participant'
        ? html`<div class="notice" part="notice">
            ${fill(screen.words[item.participant.change], {
              name: nameOf(item.participant.author, screen.words),
            })}
          </div>`
        : messageTemplate(row, screen)
    }`
}

function dayTemplate(at: string, language: string): TemplateResult {
  return html`<div class="day" part="day"><span>${dayName(at, language)}</span></div>`
}

function messageTemplate(row: Row, screen: Screen): TemplateResult {
  const author: Author = authorOf(row.item) ?? { role: 'system' }
  const { role } = author
  const isOther = role === 'bot' || role === 'agent'
  const group = `${row.startsGroup ? 'starts' : ''} ${row.endsGroup ? 'ends' : ''}`
  const isWritten = row.item.kind === 'partial'
  return html`<div class="message ${role} ${group}" part="message message-${role}" aria-live=${isWritten ? 'off' : nothing}>
    ${isOther ? avatarTemplate(row.startsGroup ? author : undefined) : nothing}
    <div class="said">
      ${authorTemplate(author, screen.words, isOther && row.startsGroup)} ${contentTemplate(row, screen)}
      ${footTemplate(row, screen)}
    </div>
  </div>`
}
