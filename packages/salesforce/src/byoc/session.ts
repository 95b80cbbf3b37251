import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { z } from 'zod'

const sessionSchema = z.object({
  /** What Salesforce knows the customer by on this channel: the phone number, or the web chat session. */
  subject: z.string().min(1),
  routingAttributes: z.record(z.string(), z.string()).default({}),
  /** Salesforce's id of the conversation; absent before the start. */
  conversationIdentifier: z.string().optional(),
  messagingSessionId: z.string().optional(),
  /** We have ended it. Another message would begin a new messaging session at Salesforce, unseen. */
  ended: z.literal(true).optional(),
  /** When the start was prepared, by our clock; milliseconds since 1970. */
  preparedAt: z.number().optional(),
  /** By Salesforce's clock: what it tells of an earlier time is about the customer's last conversation. */
  startedAt: z.number().optional(),
  /** The Contact to link the customer's record to, when the conversation starts. */
  contactToLink: z.string().optional(),
  /** The customer could not be looked up in the CRM; said once, when the conversation starts. */
  lookupFailed: z.string().optional(),
})

export type Session = z.output<typeof sessionSchema>
/** A session whose conversation exists. */
export type StartedSession = Session & { readonly conversationIdentifier: string }

export function readSession(kept: PlatformSession): Session {
  const parsed = sessionSchema.safeParse(kept)
  if (parsed.success) return parsed.data
  throw new ConversationError(
    'platform-session-gone',
    'The kept session is not one of Salesforce BYOC; was the conversation started with another connector?',
  )
}

/** The session, for something to be said or done in the conversation, which has to be live. */
export function readLiveSession(kept: PlatformSession): StartedSession {
  const session = readStartedSession(kept)
  if (!session.ended) return session
  throw new ConversationError('conversation-ended', 'The conversation at Salesforce has ended.')
}

export function readStartedSession(kept: PlatformSession): StartedSession {
  const session = readSession(kept)
  const { conversationIdentifier } = session
  if (conversationIdentifier !== undefined) return { ...session, conversationIdentifier }
  throw new ConversationError('platform-session-gone', 'The conversation was never started at Salesforce.')
}

/** The session after something was said; the same where the messaging session is. Only its end ends the conversation. */
export function inMessagingSession<Kept extends PlatformSession>(
  kept: Kept,
  messagingSessionId: string | undefined,
): Kept {
  const isKnown = messagingSessionId === undefined || kept.messagingSessionId === messagingSessionId
  return isKnown ? kept : { ...kept, messagingSessionId }
}

/** The key of the customer's events, once the conversation exists. */
export function keyOfSession(kept: PlatformSession): string | undefined {
  const { subject, conversationIdentifier } = readSession(kept)
  return conversationIdentifier === undefined ? undefined : subject
}

/** How far the clocks of Salesforce's own services may be apart, in milliseconds: a greeting must not seem to come before its start. */
const CLOCKS_APART_MS = 10_000

/**
 * When the start was prepared, by Salesforce's clock: the first try may have reached it soon after. Of two clocks the one
 * that is behind counts, so that a wrong one keeps no words away.
 */
export function startOf(
  { preparedAt }: Pick<Session, 'preparedAt'>,
  answeredAt: number | undefined,
  now = Date.now(),
): Pick<Session, 'startedAt'> {
  if (preparedAt === undefined || answeredAt === undefined) return {}
  return { startedAt: Math.min(answeredAt, now) - Math.max(now - preparedAt, 0) - CLOCKS_APART_MS }
}
