import { z } from 'zod'

const mediaSchema = z.object({
  mediaSid: z.string(),
  contentType: z.string(),
  /** Where it lies outside, for a file that the account sends. */
  url: z.string().optional(),
  /** Base64, for a file that a customer sent. */
  content: z.string().optional(),
})

export const messageSchema = z.object({
  sid: z.string(),
  /** `outbound-reply`: what Twilio itself answers to a keyword. */
  direction: z.enum(['outbound-api', 'outbound-reply', 'inbound']),
  from: z.string(),
  to: z.string(),
  body: z.string(),
  status: z.enum(['queued', 'sent', 'delivered', 'undelivered', 'failed', 'received']),
  errorCode: z.number().nullable(),
  media: z.array(mediaSchema),
  statusCallback: z.string().nullable(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  sentAt: z.number().nullable(),
})

/** A text message as the account’s log has it. */
export type Message = z.infer<typeof messageSchema>
export type MessageStatus = Message['status']

/** A number of the account, and where its messages go. */
export const numberSchema = z.object({
  number: z.string(),
  label: z.string(),
  webhookUrl: z.string().nullable(),
})

export type AccountNumber = z.infer<typeof numberSchema>
