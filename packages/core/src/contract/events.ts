import { z } from 'zod'
import { authorSchema } from './author'
import { messagePartSchema } from './parts'
import { conversationStateSchema, endReasonSchema } from './states'

const at = z.iso.datetime()
/** Rises by one per conversation; the `id` of the server-sent event. */
const seq = z.number().int().positive()

/** Something was said. */
export const messageEventSchema = z.object({
  type: z.literal('message'),
  seq,
  at,
  messageId: z.string(),
  author: authorSchema,
  parts: z.array(messagePartSchema),
})

const receiptEventSchema = z.object({
  type: z.literal('receipt'),
  seq,
  at,
  messageId: z.string(),
  status: z.enum(['sent', 'delivered', 'read', 'failed']),
  code: z.string().optional(),
})

const participantEventSchema = z.object({
  type: z.literal('participant'),
  seq,
  at,
  change: z.enum(['joined', 'left']),
  author: authorSchema,
})

const queueEventSchema = z.object({
  type: z.literal('queue'),
  seq,
  at,
  position: z.number().int().nonnegative().optional(),
  waitSeconds: z.number().nonnegative().optional(),
})

const stateEventSchema = z.object({
  type: z.literal('state'),
  seq,
  at,
  state: conversationStateSchema,
  reason: endReasonSchema.optional(),
  managedBy: z.string().optional(),
})

/** Somebody is typing, or has stopped. Not kept, so it has no `seq`. */
const typingEventSchema = z.object({
  type: z.literal('typing'),
  at,
  author: authorSchema,
  typing: z.boolean(),
})

/**
 * The text so far of a message that is still being written. Not kept: the final message replaces it, an empty text
 * withdraws it.
 */
const partialEventSchema = z.object({
  type: z.literal('partial'),
  at,
  messageId: z.string(),
  author: authorSchema,
  text: z.string(),
})

/** Whether the platform expects the customer's input now. Not kept. */
const inputEventSchema = z.object({
  type: z.literal('input'),
  at,
  expected: z.boolean(),
})

const keptEventSchema = z.discriminatedUnion('type', [
  messageEventSchema,
  receiptEventSchema,
  participantEventSchema,
  queueEventSchema,
  stateEventSchema,
])

const passingEventSchema = z.discriminatedUnion('type', [
  typingEventSchema,
  partialEventSchema,
  inputEventSchema,
])

/** Every event of a conversation. */
export const conversationEventSchema = z.discriminatedUnion('type', [
  messageEventSchema,
  receiptEventSchema,
  participantEventSchema,
  queueEventSchema,
  stateEventSchema,
  typingEventSchema,
  partialEventSchema,
  inputEventSchema,
])

/** Something was said. Receipts name it by its `messageId`. */
export type MessageEvent = z.infer<typeof messageEventSchema>
/** What became of a message. If it `failed`, `code` says why: usually a code from the table of errors. */
export type ReceiptEvent = z.infer<typeof receiptEventSchema>
/**
 * `sent`: the platform or the carrier has the message. `delivered`, `read`: the person it is for has received or read
 * it. `failed`: it was given up.
 */
export type ReceiptStatus = ReceiptEvent['status']
/** An event that is written down and numbered. */
export type KeptEvent = z.infer<typeof keptEventSchema>
/** An event that only current listeners see: it is not kept. */
export type PassingEvent = z.infer<typeof passingEventSchema>
/** One event of a conversation. Ignore types that you do not know: later versions may add some. */
export type ConversationEvent = z.infer<typeof conversationEventSchema>

type Unnumbered<Event> = Event extends { seq: number } ? Omit<Event, 'seq' | 'at'> : never
/** A kept event that has not been written yet, so it has neither number nor time. */
export type NewEvent = Unnumbered<KeptEvent>
