import { z } from 'zod'
import type { AmeliaSwitches } from '../switches'

const values = z.union([z.string().transform((value) => [value]), z.array(z.string())])
const fieldValues = z.record(z.string(), values)
const selectionField = z.object({
  SelectionField: z.array(z.object({ name: z.string(), value: z.string() })),
})

/** A form's answers by field, in the shape the host takes; in the other shape they are not seen. */
export function formAnswers(
  written: unknown,
  shape: AmeliaSwitches['formInputAttributes'],
): Record<string, string[]> {
  const selection = selectionField.safeParse(written)
  if (selection.success) {
    if (shape === 'field-values') return {}
    const answers: Record<string, string[]> = {}
    for (const { name, value } of selection.data.SelectionField)
      answers[name] = [...(answers[name] ?? []), value]
    return answers
  }
  const byField = fieldValues.safeParse(written)
  return byField.success && shape !== 'selection-field' ? byField.data : {}
}
