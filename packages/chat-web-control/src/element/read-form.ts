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
  const [answer] = answers
  if (answer === undefined || answer === '') return undefined
  return input === 'date-time' ? withOffset(answer) : answer
}

/** The page's clock is the customer's: without its offset, nobody could tell which moment is meant. */
function withOffset(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset()
  if (Number.isNaN(minutes)) return local
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map(twoDigits)
  return `${local}${minutes < 0 ? '-' : '+'}${hours}:${rest}`
}

const twoDigits = (number: number) => String(number).padStart(2, '0')
