import { z } from 'zod'
import { attributesSchema } from './request'
import { conversationStateSchema, endReasonSchema } from './states'

/** A conversation as it is now. Times are ISO 8601. */
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

/**
 * A conversation as it is now. `managedBy` is there while a platform manages it, `endReason` and `endedAt` once
 * it has ended. Times are ISO 8601.
 */
export type Conversation = z.infer<typeof conversationSchema>
/** The answer to Start Conversation. `created` is false when a live conversation was returned. */
export type StartResult = z.infer<typeof startResultSchema>
