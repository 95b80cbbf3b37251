import { z } from 'zod'

const uuid = z.uuid()

/** Every message may say which one it replies to. */
export const replyTo = { inReplyToMessageId: uuid.optional() }

/** The only types of message an end user may send. */
export const customerMessageSchema = z.discriminatedUnion('messageType', [
  z.object({
    messageType: z.literal('StaticContentMessage'),
    id: uuid,
    ...replyTo,
    staticContent: z.object({ formatType: z.literal('Text'), text: z.string().min(1) }),
  }),
  z.object({
    messageType: z.literal('ChoicesResponseMessage'),
    id: uuid,
    inReplyToMessageId: uuid,
    choicesResponse: z.looseObject({
      formatType: z.literal('Selections'),
      selectedOptions: z.array(z.looseObject({ optionIdentifier: z.string() })).min(1),
    }),
  }),
  z.object({
    messageType: z.literal('FormResponseMessage'),
    id: uuid,
    inReplyToMessageId: uuid,
    formResponse: z.looseObject({
      formatType: z.literal('Inputs'),
      inputValues: z.array(z.looseObject({ inputId: z.string() })),
    }),
  }),
])
export type CustomerMessage = z.output<typeof customerMessageSchema>
