import { z } from 'zod'

export const form = z.object({
  name: z.string(),
  title: z.string(),
  allowedUserInputs: z.enum(['FORM_ONLY', 'CHAT_ONLY', 'BOTH']),
  fields: z.array(
    z.object({
      name: z.string(),
      fieldType: z.string(),
      options: z.array(z.object({ label: z.string(), value: z.string() })),
    }),
  ),
})

export type Form = z.infer<typeof form>

/** What the greeting offers. */
export const menu: Form = {
  name: 'main_menu',
  title: 'What can I do for you?',
  allowedUserInputs: 'BOTH',
  fields: [
    {
      name: 'topic',
      fieldType: 'singleselection',
      options: [
        { label: 'Track my order', value: 'track_order' },
        { label: 'Talk to a person', value: 'talk_to_person' },
      ],
    },
  ],
}

/** A form with several fields that free text cannot answer. */
export const deliveryForm: Form = {
  name: 'delivery',
  title: 'When shall we deliver?',
  allowedUserInputs: 'FORM_ONLY',
  fields: [
    {
      name: 'day',
      fieldType: 'singleselection',
      options: [
        { label: 'Today', value: 'today' },
        { label: 'Tomorrow', value: 'tomorrow' },
      ],
    },
    {
      name: 'extras',
      fieldType: 'multiselection',
      options: [
        { label: 'Gift wrap', value: 'gift' },
        { label: 'Leave at the door', value: 'door' },
      ],
    },
    { name: 'note', fieldType: 'text', options: [] },
  ],
}

/** Choices, of which one is picked. */
export function offer(title: string, titles: readonly string[]): Form {
  const options = titles.map((label) => ({ label, value: label.toLowerCase().replaceAll(' ', '_') }))
  return {
    name: 'offer',
    title,
    allowedUserInputs: 'BOTH',
    fields: [{ name: 'choice', fieldType: 'singleselection', options }],
  }
}

/** The platform's `formInputData` object. */
export function formInputData(asked: Form, optionLabel: 'name' | 'label'): Record<string, unknown> {
  return {
    name: asked.name,
    nameForDisplay: asked.title,
    formType: 'standard',
    allowedUserInputs: asked.allowedUserInputs,
    selectionUtteranceMetadata: null,
    fields: asked.fields.map((field) => ({
      name: field.name,
      nameForDisplay: field.name,
      fieldType: field.fieldType,
      selectionUtteranceMetadata: null,
      options: field.options.map((option) => ({
        [optionLabel]: option.label,
        value: option.value,
        valueForDisplay: option.label,
        selected: false,
        disabled: false,
        hidden: false,
      })),
    })),
  }
}
