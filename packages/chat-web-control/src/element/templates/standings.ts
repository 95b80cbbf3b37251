import { html, nothing } from 'lit'
import type { Author, Queue } from '../../client/index'
import { fill, type Words } from '../dictionary'
import type { Screen } from '../screen'
import { avatarTemplate, nameOf } from './author'

/** Who is typing, at the end of the log. */
export function typingTemplate(typing: readonly Author[], words: Words) {
  const others = typing.filter(({ role }) => role !== 'customer')
  return others.map((author) => {
    const label = fill(words.typing, { name: nameOf(author, words) })
    return html`<div class="message ${author.role} starts ends typing" part="typing">
      ${avatarTemplate(author)}
      <div class="said">
        <div class="author" part="author"><span class="role">${label}</span></div>
        <div class="bubble dots" part="bubble" aria-hidden="true"><i></i><i></i><i></i></div>
      </div>
    </div>`
  })
}

/** The place in the queue and the time to wait, as far as the platform tells. */
export function queueTemplate({ view, words }: Screen) {
  const text = view.phase === 'open' && view.queue ? queueText(view.queue, words) : ''
  return html`<div class="status" role="status">
    ${text === '' ? nothing : html`<div class="queue" part="queue">${text}</div>`}
  </div>`
}

export function queueText({ position, waitSeconds }: Queue, words: Words): string {
  const place =
    position === undefined
      ? undefined
      : position <= 1
        ? words.queueNext
        : fill(words.queuePosition, { position })
  return [place, waitSeconds === undefined ? undefined : waitText(waitSeconds, words)]
    .filter((text) => text !== undefined)
    .join(' ')
}

function waitText(seconds: number, words: Words): string {
  return seconds < 60 ? words.waitSoon : fill(words.waitMinutes, { minutes: Math.round(seconds / 60) })
}

/** Says that the platform takes nothing but the answer to what it has asked: a form, or a choice. */
export function hintTemplate({ view, words }: Screen) {
  const isAsked = view.phase === 'open' && view.expectsInput === false
  return html`<div class="status" role="status">
    ${isAsked ? html`<div class="hint" part="hint">${words.answerAbove}</div>` : nothing}
  </div>`
}

/** Says that the connection is away, once it has been for more than a blink: most cuts nobody needs to know of. */
export function connectionTemplate({ view, words }: Screen) {
  const isUsed = view.phase === 'opening' || view.phase === 'open'
  const isLost = isUsed && view.connection === 'lost'
  return html`<div class="status" role="status">
    ${isLost ? html`<div class="banner" part="banner">${words.reconnecting}</div>` : nothing}
  </div>`
}
