import { type Form, formInputData } from '../message/form'
import { ameliaMessage, ameliaText } from '../message/say'
import type { Utterance } from '../world/conversation'
import { type Scene, tell } from './scene'

/** Asks a form the way the host spells it: its own message type, or a text that carries it. */
export function ask(scene: Scene, form: Form): ReturnType<typeof tell> {
  const json = { formInputData: formInputData(form, scene.switches.optionLabel) }
  const draft =
    scene.switches.forms === 'form-message'
      ? ameliaMessage('OutboundFormInputMessage', form.title, { json })
      : ameliaText(form.title, { json })
  return tell(draft, { asks: { about: 'form', form } })
}

/** The chosen options' labels, by the form's fields; undefined where nothing of the form was answered. */
export function formAnswer(form: Form, utterance: Utterance): Record<string, string[]> | undefined {
  const answers = Object.entries(utterance.formAnswers)
  if (answers.length > 0)
    return Object.fromEntries(answers.map(([name, values]) => [name, labels(form, name, values)]))
  const said = utterance.text.trim().toLowerCase()
  for (const field of form.fields) {
    const option = field.options.find(({ label, value }) => label.toLowerCase() === said || value === said)
    if (option) return { [field.name]: [option.label] }
  }
  return undefined
}

function labels(form: Form, fieldName: string, values: readonly string[]): string[] {
  const options = form.fields.find((field) => field.name === fieldName)?.options ?? []
  return values.map((value) => options.find((option) => option.value === value)?.label ?? value)
}
