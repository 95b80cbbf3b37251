import { html, nothing } from 'lit'
import type { Words } from '../dictionary'
import { clipIcon, sendIcon } from '../icons'

export interface ComposerSettings {
  readonly words: Words
  readonly placeholder: string
  readonly hasText: boolean
  readonly withAttachments: boolean
  typed(event: InputEvent): void
  send(): void
  attach(files: readonly File[]): void
}

/** Where the customer writes. Enter sends, Shift+Enter starts a line. */
export function composerTemplate(settings: ComposerSettings) {
  const { words, placeholder, hasText, withAttachments, typed, send, attach } = settings
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    send()
  }
  const onKey = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter picks it. Safari says so by the key's number alone
    // (WebKit, bug 165004).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }
  return html`<form class="composer" part="composer" @submit=${submit}>
    ${withAttachments ? attachTemplate(words, attach) : nothing}
    <textarea
      class="text"
      part="input"
      rows="1"
      maxlength="32000"
      aria-label=${words.message}
      placeholder=${placeholder}
      enterkeyhint="send"
      @input=${typed}
      @keydown=${onKey}
    ></textarea>
    <button type="submit" class="icon-button send" part="send-button" aria-label=${words.send} title=${words.send}
      ?disabled=${!hasText}>${sendIcon}</button>
  </form>`
}

function attachTemplate(words: Words, attach: ComposerSettings['attach']) {
  const picked = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return
    attach([...(target.files ?? [])])
    target.value = ''
  }
  const open = ({ currentTarget }: Event) => {
    const input = currentTarget instanceof HTMLElement ? currentTarget.nextElementSibling : null
    if (input instanceof HTMLInputElement) input.click()
  }
  return html`<button type="button" class="icon-button attach" part="attach-button" aria-label=${words.attach}
      title=${words.attach} @click=${open}>${clipIcon}</button
    ><input type="file" class="file-input" multiple hidden aria-label=${words.attach} @change=${picked} />`
}
