import { z } from 'zod'
import { draft } from '../message/draft'
import { form } from '../message/form'

/** Who speaks with the customer. */
const phase = z.discriminatedUnion('name', [
  z.object({ name: z.literal('amelia') }),
  z.object({ name: z.literal('waiting') }),
  z.object({ name: z.literal('agent'), agent: z.string(), scripted: z.boolean() }),
  z.object({ name: z.literal('closing') }),
  z.object({ name: z.literal('closed'), by: z.enum(['user', 'agent', 'timeout', 'amelia']) }),
])

const utterance = z.object({
  messageId: z.string(),
  text: z.string(),
  formAnswers: z.record(z.string(), z.array(z.string())),
  secure: z.boolean().default(false),
  offTheRecord: z.boolean().default(false),
})

/** What Amelia waits to hear before anything else. */
const question = z.discriminatedUnion('about', [
  z.object({ about: z.literal('order') }),
  /** Words that have to be marked as secret, or as off the record. */
  z.object({ about: z.literal('confidence'), secure: z.boolean(), offTheRecord: z.boolean() }),
  z.object({ about: z.literal('form'), form }),
])

/** One thing that is still to happen in a conversation. */
const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('greet'), startMessageId: z.string() }),
  z.object({ kind: z.literal('hear'), utterance }),
  z.object({
    kind: z.literal('tell'),
    draft,
    becomes: phase.optional(),
    asks: question.nullable().optional(),
  }),
  /** The next waiting text, due at a time in milliseconds since 1970. */
  z.object({ kind: z.literal('queue'), round: z.number(), at: z.number() }),
])

export const conversation = z.object({
  conversationId: z.string(),
  domain: z.string(),
  /** The user who opened it; nobody else may call its sessions. */
  owner: z.string(),
  sessionIds: z.array(z.string()),
  /** Milliseconds since 1970. */
  openedAt: z.number(),
  lastActiveAt: z.number(),
  attributes: z.record(z.string(), z.string()),
  variables: z.record(z.string(), z.string()),
  headers: z.record(z.string(), z.string()),
  /** Whether the greeting process has run. */
  greeted: z.boolean(),
  customerTyping: z.boolean(),
  phase,
  question: question.nullable(),
  agenda: z.array(step),
})

export type Phase = z.infer<typeof phase>
export type Utterance = z.infer<typeof utterance>
export type Step = z.infer<typeof step>
export type Conversation = z.infer<typeof conversation>
