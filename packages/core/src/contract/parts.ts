import { z } from 'zod'

/** One answer a customer can pick. `choiceId` is what is sent back; `title` is what is shown. */
const choiceSchema = z.object({ choiceId: z.string(), title: z.string() })

const textPartSchema = z.object({ type: z.literal('text'), text: z.string() })

const choicesPartSchema = z.object({
  type: z.literal('choices'),
  text: z.string().optional(),
  choices: z.array(choiceSchema),
})

/** One question of a form. `options` belong to `select` and `multi-select` only. */
const formFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  input: z.enum([
    'text',
    'multiline',
    'number',
    'email',
    'phone',
    'date',
    'time',
    'date-time',
    'checkbox',
    'select',
    'multi-select',
  ]),
  required: z.boolean().optional(),
  maxLength: z.number().int().positive().optional(),
  options: z.array(z.object({ value: z.string(), title: z.string() })).optional(),
})

const formPartSchema = z.object({
  type: z.literal('form'),
  formId: z.string(),
  title: z.string().optional(),
  text: z.string().optional(),
  fields: z.array(formFieldSchema),
})

/** A file. `bytes` is its size, where known; `url` is where the customer's browser fetches it. */
const attachmentPartSchema = z.object({
  type: z.literal('attachment'),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int().nonnegative().optional(),
  url: z.string(),
})

const cardPartSchema = z.object({
  type: z.literal('card'),
  title: z.string(),
  text: z.string().optional(),
  imageUrl: z.string().optional(),
  url: z.string().optional(),
  choices: z.array(choiceSchema).optional(),
})

/** What a message consists of. Readers pass by part types they do not know. */
export const messagePartSchema = z.discriminatedUnion('type', [
  textPartSchema,
  choicesPartSchema,
  formPartSchema,
  attachmentPartSchema,
  cardPartSchema,
])

export type Choice = z.infer<typeof choiceSchema>
export type FormField = z.infer<typeof formFieldSchema>
export type FormPart = z.infer<typeof formPartSchema>
export type ChoicesPart = z.infer<typeof choicesPartSchema>
export type AttachmentPart = z.infer<typeof attachmentPartSchema>
export type CardPart = z.infer<typeof cardPartSchema>
export type MessagePart = z.infer<typeof messagePartSchema>
