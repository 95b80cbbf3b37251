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

/** What a message consists of. Readers ignore types of parts that they do not know. */
export const messagePartSchema = z.discriminatedUnion('type', [
  textPartSchema,
  choicesPartSchema,
  formPartSchema,
  attachmentPartSchema,
  cardPartSchema,
])

/** One answer a customer can pick. `choiceId` is what is sent back; `title` is what is shown. */
export type Choice = z.infer<typeof choiceSchema>
/** One question of a form. `options` belong to `select` and `multi-select` only. */
export type FormField = z.infer<typeof formFieldSchema>
/** Questions that are answered together. The customer answers with `{form: {formId, values}}`. */
export type FormPart = z.infer<typeof formPartSchema>
/** Answers to choose one from. The customer answers with `{choiceId}`. */
export type ChoicesPart = z.infer<typeof choicesPartSchema>
/** A file. `bytes` is its size, where known; `url` is where the customer’s browser fetches it. */
export type AttachmentPart = z.infer<typeof attachmentPartSchema>
/** A title, with a text, a picture, a link or choices where the platform adds them. */
export type CardPart = z.infer<typeof cardPartSchema>
/** One part of a message. Ignore types that you do not know: later versions may add some. */
export type MessagePart = z.infer<typeof messagePartSchema>
