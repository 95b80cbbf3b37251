import type { Choice, FormField, MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { htmlAsText } from '../text/html-as-text'
import { choiceIdOf } from './choice-id'
import { flag, text } from './lenient'

const optionSchema = z.object({
  name: text,
  label: text,
  valueForDisplay: text,
  value: z
    .union([z.string(), z.number().transform(String), z.boolean().transform(String)])
    .optional()
    .catch(undefined),
  disabled: flag,
  hidden: flag,
})

const fieldSchema = z.object({
  name: z.string(),
  nameForDisplay: text,
  label: text,
  fieldType: text,
  required: flag,
  hidden: flag,
  options: z.array(z.unknown()).optional().catch(undefined),
})

const formSchema = z.object({
  name: text,
  nameForDisplay: text,
  allowedUserInputs: text,
  fields: z.array(z.unknown()).catch([]),
})

/** A form as the customer sees it. */
export interface ReadForm {
  readonly parts: ReadonlyArray<MessagePart>
  /** Amelia takes nothing but the form's answer (`FORM_ONLY`). */
  readonly formOnly: boolean
}

/**
 * Translates `formInputData`. `words` are the message's own. One field with options to pick one of becomes
 * choices, everything else a form; `undefined` where there is nothing to fill in.
 */
export function readForm(
  formInputData: unknown,
  messageId: string,
  words: string | undefined,
): ReadForm | undefined {
  const parsed = formSchema.safeParse(formInputData)
  if (!parsed.success) return undefined
  const { name, nameForDisplay, allowedUserInputs } = parsed.data
  const fields = parsed.data.fields.flatMap((field) => readField(field) ?? [])
  const [only] = fields
  if (!only) return undefined
  const formOnly = allowedUserInputs?.toUpperCase() === 'FORM_ONLY'
  const title = shown(nameForDisplay)
  const question = words || title
  if (fields.length === 1 && only.input === 'select' && only.options) {
    const choices = only.options.map(
      ({ value, title }): Choice => ({ choiceId: choiceIdOf(only.name, value), title }),
    )
    return { parts: [{ type: 'choices', ...(question && { text: question }), choices }], formOnly }
  }
  const part: MessagePart = {
    type: 'form',
    formId: name || messageId,
    ...(title && { title }),
    ...(words && words !== title && { text: words }),
    fields,
  }
  return { parts: [part], formOnly }
}

function readField(raw: unknown): FormField | undefined {
  const parsed = fieldSchema.safeParse(raw)
  if (!parsed.success || parsed.data.hidden) return undefined
  const { name, nameForDisplay, label, fieldType = '', required, options: written = [] } = parsed.data
  const options = written.flatMap((option) => readOption(option) ?? [])
  return {
    name,
    label: shown(nameForDisplay || label) || name,
    input: inputOf(fieldType, options.length > 0),
    ...(required !== undefined && { required }),
    ...(options.length > 0 && { options }),
  }
}

/** The label is `name` in the documents and `label` at a live client; `valueForDisplay` is for people. */
function readOption(raw: unknown): { value: string; title: string } | undefined {
  const parsed = optionSchema.safeParse(raw)
  if (!parsed.success || parsed.data.hidden || parsed.data.disabled) return undefined
  const { valueForDisplay, label, name, value } = parsed.data
  const title = shown(valueForDisplay || label || name || value)
  return title ? { value: value ?? title, title } : undefined
}

/** Field types are not documented beyond `singleselection`, so they are read by what they are named after. */
function inputOf(fieldType: string, hasOptions: boolean): FormField['input'] {
  const type = fieldType.toLowerCase()
  if (hasOptions) return type.includes('multi') ? 'multi-select' : 'select'
  if (/date.*time/.test(type)) return 'date-time'
  if (type.includes('date')) return 'date'
  if (type.includes('time')) return 'time'
  if (type.includes('phone')) return 'phone'
  if (/number|integer|decimal/.test(type)) return 'number'
  if (type.includes('mail')) return 'email'
  if (/area|multiline|long/.test(type)) return 'multiline'
  if (/bool|check/.test(type)) return 'checkbox'
  return 'text'
}

const shown = (html: string | undefined) => (html === undefined ? '' : htmlAsText(html))
