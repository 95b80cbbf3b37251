import type { FormField, MessagePart } from '@conversation-hub/core'
import { z } from 'zod'
import { interactionItemSchema, listOf, titleItemSchema } from './titles'

const text = z.string().nullish().catch(undefined)
const label = titleItemSchema.nullish().catch(undefined)

const inputSchema = z.object({
  inputType: z.string(),
  id: z.string(),
  label,
  titleItem: label,
  hintText: text,
  placeholder: text,
  required: z.boolean().nullish().catch(undefined),
  textInputType: text,
  keyboardType: text,
  maximumCharacterCount: z.number().int().positive().nullish().catch(undefined),
  multipleSelection: z.boolean().nullish().catch(undefined),
  optionItems: listOf(
    z.union([
      interactionItemSchema,
      z.object({ optionItem: interactionItemSchema }).transform(({ optionItem }) => optionItem),
    ]),
  ),
})

const formSchema = z.object({
  formTitle: label,
  introScreen: z.object({ title: text, text }).nullish().catch(undefined),
  message: label,
  sections: z.array(z.object({ input: inputSchema }).nullish().catch(undefined)),
})

type Input = z.output<typeof inputSchema>

/**
 * The names of a form's fields say how the answer is to be written for Salesforce, because the answer comes
 * back without the question: `topic:select`, `birthday:date`. Names without a kind are text.
 */
export const fieldKinds = ['select', 'date', 'date-time'] as const
type FieldKind = (typeof fieldKinds)[number] | 'text'

/** What a form shows. Empty: it asks for nothing we can read. `formId` is the id of the message that holds it. */
export function formParts(written: unknown, formId: string): MessagePart[] {
  const parsed = formSchema.safeParse(written)
  if (!parsed.success) return []
  const { formTitle, introScreen, message, sections } = parsed.data
  const inputs = sections.flatMap((section) => (section ? [section.input] : []))
  const fields = inputs.flatMap(fieldOf)
  if (fields.length === 0) return []
  const title = inputs.find(({ inputType }) => inputType === 'StaticTitle')?.titleItem?.title
  const words = [introScreen?.title, introScreen?.text, title || message?.title].filter(Boolean).join('\n')
  return [
    {
      type: 'form',
      formId,
      ...(formTitle?.title && { title: formTitle.title }),
      ...(words && { text: words }),
      fields,
    },
  ]
}

function fieldOf(input: Input): FormField[] {
  const asked = (kind: FieldKind, inputName: FormField['input']): FormField => ({
    name: kind === 'text' ? input.id : `${input.id}:${kind}`,
    label: input.label?.title || input.hintText || input.placeholder || input.id,
    input: inputName,
    ...(input.required != null && { required: input.required }),
  })
  switch (input.inputType) {
    case 'TextInput': {
      const { maximumCharacterCount: maxLength } = input
      return [{ ...asked('text', textInputOf(input)), ...(maxLength && { maxLength }) }]
    }
    case 'SelectInput':
    case 'OptionPickerInput':
    case 'SelectNavigationInput': {
      const options = input.optionItems.flatMap(({ optionIdentifier, titleItem }) =>
        optionIdentifier ? [{ value: optionIdentifier, title: titleItem.title }] : [],
      )
      return [{ ...asked('select', input.multipleSelection ? 'multi-select' : 'select'), options }]
    }
    case 'DatePickerInput':
      return [asked('date', 'date')]
    case 'DateTimePickerInput':
      return [asked('date-time', 'date-time')]
    default:
      return []
  }
}

function textInputOf({ textInputType, keyboardType }: Input): FormField['input'] {
  if (textInputType === 'Multiline') return 'multiline'
  switch (keyboardType) {
    case 'EmailAddress':
      return 'email'
    case 'PhonePad':
      return 'phone'
    case 'NumberPad':
    case 'DecimalPad':
      return 'number'
    default:
      return 'text'
  }
}
