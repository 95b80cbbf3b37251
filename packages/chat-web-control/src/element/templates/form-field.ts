import { html, nothing, type TemplateResult } from 'lit'
import type { FormField, FormInput } from '../../client/index'
import type { Words } from '../dictionary'

/** One question of a form, with its label. */
export function fieldTemplate(field: FormField, words: Words): TemplateResult {
  switch (field.input) {
    case 'checkbox':
      return html`<label class="check">
        <input type="checkbox" name=${field.name} value="true" ?required=${field.required} />
        <span>${field.label}</span>
      </label>`
    case 'multi-select':
      return several(field)
    case 'select':
      return labelled(
        field,
        html`<select name=${field.name} ?required=${field.required}>
          <option value="">${words.chooseOne}</option>
          ${field.options.map(({ value, title }) => html`<option value=${value}>${title}</option>`)}
        </select>`,
      )
    case 'multiline':
      return labelled(
        field,
        html`<textarea
          name=${field.name}
          rows="3"
          ?required=${field.required}
          maxlength=${field.maxLength ?? nothing}
        ></textarea>`,
      )
    default:
      return labelled(
        field,
        html`<input
          type=${inputTypes[field.input] ?? 'text'}
          name=${field.name}
          ?required=${field.required}
          maxlength=${field.maxLength ?? nothing}
          autocomplete=${autocompletes[field.input] ?? nothing}
          step=${field.input === 'number' ? 'any' : nothing}
        />`,
      )
  }
}

const inputTypes: Partial<Record<FormInput, string>> = {
  number: 'number',
  email: 'email',
  phone: 'tel',
  date: 'date',
  time: 'time',
  'date-time': 'datetime-local',
}

const autocompletes: Partial<Record<FormInput, string>> = { email: 'email', phone: 'tel' }

function labelled(field: FormField, control: TemplateResult): TemplateResult {
  return html`<label class="field">
    <span class="label">${field.label}${field.required ? requiredMark : nothing}</span>
    ${control}
  </label>`
}

const requiredMark = html`<span class="required" aria-hidden="true"> *</span>`

function several(field: FormField): TemplateResult {
  return html`<fieldset class="field" @change=${demandOne}>
    <legend class="label">${field.label}${field.required ? requiredMark : nothing}</legend>
    ${field.options.map(
      ({ value, title }) => html`<label class="check">
        <input type="checkbox" name=${field.name} value=${value} ?required=${field.required} />
        <span>${title}</span>
      </label>`,
    )}
  </fieldset>`

  /** HTML can require each checkbox, but not one of them. */
  function demandOne(event: Event): void {
    if (!field.required || !(event.currentTarget instanceof HTMLElement)) return
    const boxes = [...event.currentTarget.querySelectorAll('input')]
    const hasOne = boxes.some(({ checked }) => checked)
    for (const box of boxes) box.required = !hasOne
  }
}
