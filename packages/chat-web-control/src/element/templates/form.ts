import { html, nothing } from 'lit'
import type { FormPart } from '../../client/index'
import { readForm } from '../read-form'
import { fieldTemplate } from './form-field'
import type { MessagePlace } from './message-place'

/** A form in a message. Filled in once; after that only what was sent is shown, as the customer's message. */
export function formTemplate(part: FormPart, { screen, messageId, used }: MessagePlace) {
  const { client, view, words } = screen
  const isUsed = used === part.formId
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    // A second tap may come before the first one is drawn.
    if (client.view.answers[messageId] === part.formId) return
    const values = readForm(event.currentTarget, part)
    if (Object.keys(values).length === 0) return askForMore(event.currentTarget, words.formEmpty)
    screen.moveOn()
    client.submitForm(messageId, part, values)
  }
  return html`<form class="panel form" part="form" @submit=${submit} aria-label=${part.title ?? words.submit}>
    ${part.title === undefined ? nothing : html`<div class="panel-title">${part.title}</div>`}
    ${part.text === undefined ? nothing : html`<div class="panel-text">${part.text}</div>`}
    ${
      isUsed
        ? html`<div class="panel-text">${words.formSent}</div>`
        : html`<fieldset class="fields" ?disabled=${view.phase !== 'open'}>
            ${part.fields.map((field) => fieldTemplate(field, words))}
            <button type="submit" class="button primary" part="button">${words.submit}</button>
          </fieldset>`
    }
  </form>`
}

/** A form with nothing in it is no answer, also where no single field has to be filled in. */
function askForMore(form: HTMLFormElement, message: string): void {
  const first = form.querySelector<HTMLInputElement>('input, select, textarea')
  if (!first) return
  first.setCustomValidity(message)
  form.addEventListener('input', () => first.setCustomValidity(''), { once: true })
  first.reportValidity()
}
