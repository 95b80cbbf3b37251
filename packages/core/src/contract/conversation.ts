import { z } from 'zod'
import { attributesSchema } from './request'
import { conversationStateSchema, endReasonSchema } from './states'

export const conversationSchema = z.object({
  conversationId: z.string(),
  resourceId: z.string(),
  customerDestination: z.string(),
  customerIdentifier: z.string().optional(),
  state: conversationStateSchema,
  /** The named connector instance that manages the conversation; absent while none does. */
  managedBy: z.string().optional(),
  endReason: endReasonSchema.optional(),
  attributes: attributesSchema,
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
})

/** The answer to Start Conversation. `created` is false when a live conversation was returned. */
export const startResultSchema = z.object({
  conversationId: z.string(),
  created: z.boolean(),
  state: conversationStateSchema,
  managedBy: z.string().optional(),
})

export type Conversation = z.infer<typeof conversationSchema>
export type StartResult = z.infer<typeof startResultSchema>
