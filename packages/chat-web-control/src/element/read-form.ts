import type { FormField, FormPart, FormValues } from '../client/index'

/** The answers of a form on the page, by field name. Fields left empty are left out. */
export function readForm(form: HTMLFormElement, part: FormPart): FormValues {
  const entries = new FormData(form)
  return Object.fromEntries(
    part.fields.flatMap((field): Array<[string, string | string[]]> => {
      const answers = entries.getAll(field.name).filter((answer) => typeof answer === 'string')
      const answer = answerOf(field, answers)
      return answer === undefined ? [] : [[field.name, answer]]
    }),
  )
}

function answerOf({ input }: FormField, answers: string[]): string | string[] | undefined {
  if (input === 'checkbox') return answers.length > 0 ? 'true' : 'false'
  if (input === 'multi-select') return answers.length > 0 ? answers : undefined
  return answers[0] === '' ? undefined : answers[0]
}
