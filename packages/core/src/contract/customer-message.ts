import { z } from 'zod'
import { idSchema, keepableTextSchema, messageTextSchema } from './text'

const clientMessageId = idSchema.optional()

const formAnswerSchema = z.strictObject({
  formId: idSchema,
  /** The answers by field name, a list of them where the field takes several. */
  values: z.record(keepableTextSchema, z.union([keepableTextSchema, z.array(keepableTextSchema)])),
})

/**
 * What a customer says: a text, a choice picked, or a form filled in. Sending the same `clientMessageId` again does not
 * make a second message.
 */
export const customerMessageSchema = z.compile(
  z.union(
    [
      z.strictObject({ text: messageTextSchema, clientMessageId }),
      z.strictObject({ choiceId: idSchema, clientMessageId }),
      z.strictObject({ form: formAnswerSchema, clientMessageId }),
    ],
    { error: 'must be exactly one of {text}, {choiceId} or {form}, with an optional clientMessageId' },
  ),
)

/** A form filled in: the answers by field name, a list of them where the field takes several. */
export type FormAnswer = z.infer<typeof formAnswerSchema>
/**
 * What a customer says: a text, a choice picked, or a form filled in. Sending the same `clientMessageId` again does not
 * make a second message.
 */
export type CustomerMessage = z.infer<typeof customerMessageSchema>
