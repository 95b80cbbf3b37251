import { z } from 'zod'
import { customerMessageSchema, replyTo } from '../../messaging/customer-message'

const uuid = z.uuid()
/** Client conversation ids: version 4, lower case, variant 8, 9, a or b. */
export const conversationIdSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)

const routingAttributes = z.record(z.string(), z.string())

export const tokenRequestSchema = z.object({
  orgId: z.string().min(15).max(18),
  esDeveloperName: z.string().min(1),
  capabilitiesVersion: z.literal('1'),
  platform: z.enum(['Web', 'Mobile']),
  deviceId: z.string().optional(),
})

export const verifiedTokenRequestSchema = tokenRequestSchema.extend({
  authorizationType: z.literal('JWT'),
  customerIdentityToken: z.string().min(1),
})

export const createRequestSchema = z.object({
  conversationId: z.string(),
  esDeveloperName: z.string().min(1),
  routingAttributes: routingAttributes.optional(),
  language: z.string().optional(),
})

const sessionFields = {
  esDeveloperName: z.string().min(1),
  isNewMessagingSession: z.boolean().default(false),
  routingAttributes: routingAttributes.optional(),
  language: z.string().optional(),
}

export const messageRequestSchema = z.object({ message: customerMessageSchema, ...sessionFields })

/** The `messageEntry` part of a file upload. */
export const fileRequestSchema = z.object({
  message: z.object({ id: uuid, fileId: z.string().min(1), text: z.string().nullish(), ...replyTo }),
  ...sessionFields,
})

export type SessionFields = Omit<z.output<typeof messageRequestSchema>, 'message'>

export const typingRequestSchema = z.object({
  entryType: z.enum(['TypingStartedIndicator', 'TypingStoppedIndicator']),
  id: uuid,
})

export const acknowledgeRequestSchema = z.object({
  acks: z
    .array(
      z.object({ id: uuid, entryType: z.enum(['Delivery', 'Read']), conversationEntryId: z.string().min(1) }),
    )
    .min(1),
})

export const entriesQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  startTimestamp: z.coerce.number().optional(),
  endTimestamp: z.coerce.number().optional(),
  direction: z.enum(['FromStart', 'FromEnd']).default('FromEnd'),
  entryTypeFilter: z.string().optional(),
})

export const listQuerySchema = z.object({
  inclClosedConvs: z.enum(['true', 'false']).default('false'),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
