import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { z } from 'zod'

/**
 * What is needed to go on with one conversation. The access belongs to one end user at Salesforce: a new
 * guest token is a new person, to whom the conversation does not belong.
 */
const sessionSchema = z.object({
  /** A UUID of ours, and Salesforce's `ConversationIdentifier`. */
  conversationId: z.string(),
  accessToken: z.string(),
  /** The `orgId` claim of the token: what the event router compares its header with. */
  orgId: z.string(),
  /** The end user at Salesforce. */
  subject: z.string().optional(),
  /** Milliseconds since 1970. */
  renewAt: z.number().optional(),
  /** Where the event stream begins, as the first token call told. */
  lastEventId: z.string().optional(),
  /** The customer identifier that was verified; absent for a guest. */
  verifiedAs: z.string().optional(),
  /**
   * When a message was refused because the messaging session had ended, and opened a new one: by Salesforce's
   * clock, in milliseconds since 1970. The end of the old session may be told only afterwards.
   */
  reopenedAt: z.number().optional(),
  /** Our ids of the customer's newest messages, by those of their entries, where Salesforce gave other ones. */
  entryIds: z.record(z.string(), z.string()).optional(),
  /** Sent again when a later message opens a new messaging session. */
  routingAttributes: z.record(z.string(), z.string()).default({}),
  language: z.string().optional(),
  /** The Contact to link the customer's record to, when the conversation starts. */
  contactToLink: z.string().optional(),
  /** The customer could not be looked up in the CRM; said once, when the conversation starts. */
  lookupFailed: z.string().optional(),
})

export type Session = z.output<typeof sessionSchema>
/** The part that a renewal replaces. */
export type Access = Pick<Session, 'accessToken' | 'orgId' | 'subject' | 'renewAt' | 'lastEventId'>

export function readSession(kept: PlatformSession): Session {
  const parsed = sessionSchema.safeParse(kept)
  if (parsed.success) return parsed.data
  throw new ConversationError(
    'platform-session-gone',
    'The kept session is not one of Salesforce Enhanced Chat; was the conversation started with another connector?',
  )
}
