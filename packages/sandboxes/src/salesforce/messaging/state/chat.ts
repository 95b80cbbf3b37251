import { z } from 'zod'
import { stepSchema } from '../script/step'

const sessionSchema = z.object({
  sessionId: z.string(),
  status: z.enum(['New', 'Waiting', 'Active', 'Inactive', 'Ended']),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  endedByRole: z.enum(['EndUser', 'Agent', 'Chatbot', 'System']).optional(),
})

/** One conversation as the platform keeps it. Times are epoch milliseconds. */
export const chatSchema = z.object({
  conversationId: z.string(),
  /** `web`: Enhanced Chat, reached with a customer's token. `custom`: a partner's own channel (BYOC). */
  channel: z.enum(['web', 'custom']).default('web'),
  /** Who the end user is to the channel; on the web only this subject's tokens reach the conversation. */
  subject: z.string(),
  /** The Conversation record's id; the client's own id is that record's ConversationIdentifier. */
  recordId: z.string(),
  language: z.string().optional(),
  routingAttributes: z.record(z.string(), z.string()),
  routingStatus: z.enum(['INITIAL', 'NEEDS_ROUTING', 'ROUTED', 'TRANSFER']),
  session: sessionSchema.optional(),
  /** Who answers the customer at this moment. */
  handler: z.enum(['nobody', 'bot', 'queue', 'agent']),
  agent: z.object({ name: z.string(), scripted: z.boolean() }).optional(),
  /** The partner's own work record of the agent, for BYOC. */
  agentWorkId: z.string().optional(),
  menuOffered: z.boolean(),
  /** What the bot, the router or the scripted agent is about to do; kept, so that a restart goes on with it. */
  script: z.array(stepSchema),
  consentStatus: z.string().optional(),
  /** What the client acknowledged, by entry identifier. */
  acknowledged: z.record(z.string(), z.enum(['Delivery', 'Read', 'Failed'])),
  startedAt: z.number(),
  updatedAt: z.number(),
  closedAt: z.number().optional(),
})

export type Chat = z.output<typeof chatSchema>
export type Session = z.output<typeof sessionSchema>

export function hasLiveSession(chat: Chat): boolean {
  return chat.session !== undefined && chat.session.status !== 'Ended'
}
