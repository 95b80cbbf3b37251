import {
  authorSchema,
  conversationEventSchema,
  conversationSchema,
  customerMessageSchema,
  idSchema,
  messageTextSchema,
  startRequestSchema,
  startResultSchema,
  transcriptSchema,
} from '@conversation-hub/core'
import { z } from '@hono/zod-openapi'
import { compiled } from '../http/compiled'
import { named } from './describe'

export const conversation = named(conversationSchema, 'Conversation')
export const conversationEvent = named(conversationEventSchema, 'ConversationEvent')
export const startRequest = named(startRequestSchema, 'StartRequest')
export const startResult = named(startResultSchema, 'StartResult')
export const transcript = named(transcriptSchema, 'Transcript')
export const customerMessage = named(customerMessageSchema, 'CustomerMessage')

/** What the app itself says to the customer; the platform is not told. */
export const appMessage = named(
  z.strictObject({
    text: messageTextSchema,
    clientMessageId: idSchema.optional(),
    author: authorSchema.strict(),
  }),
  'AppMessage',
)

export const messageTaken = named(z.object({ messageId: z.string() }), 'MessageTaken')
export const nothing = z.object({})

export const conversationPath = compiled(
  z.object({ conversationId: idSchema.describe('As Start Conversation answered it.') }),
)
