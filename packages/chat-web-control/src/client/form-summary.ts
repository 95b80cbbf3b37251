import type { FormField, FormPart, FormValues } from './wire'

/** A filled-in form as the customer reads it back: one line per answer. */
export function formSummary(form: FormPart, values: FormValues): string {
  return form.fields
    .flatMap((field) => {
      const answer = answerText(field, values[field.name])
      return answer === '' ? [] : [`${field.label}: ${answer}`]
    })
    .join('\n')
}

function answerText(field: FormField, value: string | readonly string[] | undefined): string {
  const values = typeof value === 'string' ? [value] : (value ?? [])
  if (field.input === 'checkbox') return values[0] === 'true' ? '✓' : '–'
  return values.map((one) => field.options.find((option) => option.value === one)?.title ?? one).join(', ')
}
