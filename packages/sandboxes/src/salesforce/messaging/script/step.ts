import { z } from 'zod'

const who = z.enum(['bot', 'agent'])

/** One step of what the platform does by itself: plain values, so that a restart can go on with the rest. */
export const stepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('route'), routingType: z.enum(['Initial', 'Transfer']) }),
  /** The partner is asked to route the conversation to a person; nothing more happens until it does. */
  z.object({ step: z.literal('request-routing') }),
  z.object({ step: z.literal('session'), status: z.enum(['Waiting', 'Active', 'Inactive']) }),
  z.object({ step: z.literal('work-accepted') }),
  z.object({ step: z.literal('join'), who, name: z.string(), scripted: z.boolean().default(true) }),
  /** `NEEDS_ROUTING`: the agent has ended the matter; `TRANSFER`: somebody else will go on with it. */
  z.object({
    step: z.literal('leave'),
    who,
    routingStatus: z.enum(['TRANSFER', 'NEEDS_ROUTING']).default('TRANSFER'),
  }),
  z.object({ step: z.literal('typing'), who, typing: z.boolean() }),
  /** `message` is Salesforce's abstractMessage without its ids. */
  z.object({
    step: z.literal('say'),
    who,
    message: z.record(z.string(), z.unknown()),
    automated: z.boolean().default(false),
    messageId: z.string().optional(),
  }),
  z.object({ step: z.literal('token'), messageId: z.string(), sequence: z.int(), text: z.string() }),
  z.object({ step: z.literal('progress'), text: z.string() }),
  /** What an agent does that is nothing to the customer: a whisper to colleagues, a correction, a transfer under way. */
  z.object({
    step: z.literal('internal'),
    entryType: z.enum(['Note', 'MessageUpdated', 'TransferProgress']),
    text: z.string(),
  }),
  z.object({ step: z.literal('receipt'), kind: z.enum(['Delivery', 'Read']), identifier: z.string() }),
  z.object({ step: z.literal('queue-position'), position: z.int().positive() }),
  /** A person at the desk or the scripted agent takes over. */
  z.object({ step: z.literal('find-agent') }),
  z.object({ step: z.literal('end-session'), role: z.enum(['EndUser', 'Agent', 'Chatbot', 'System']) }),
])

export type Step = z.output<typeof stepSchema>
export type WrittenStep = z.input<typeof stepSchema>
