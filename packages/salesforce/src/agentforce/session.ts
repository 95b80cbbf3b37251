import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { z } from 'zod'

const sessionSchema = z.object({
  /** Salesforce's id of the session; absent before the start. */
  sessionId: z.string().min(1),
  /** The number of the last message that was taken; the next has to be higher. */
  lastSequence: z.number().int().nonnegative().default(0),
})

export type Session = z.output<typeof sessionSchema>

export function readSession(kept: PlatformSession): Session {
  const parsed = sessionSchema.safeParse(kept)
  if (parsed.success) return parsed.data
  throw new ConversationError(
    'platform-session-gone',
    'The kept session is not one of Salesforce Agentforce; was the conversation started with another connector?',
  )
}

/**
 * The number of the next message. By the clock, because a message whose outcome is unknown may have used up
 * a number that this session does not know of.
 */
export function nextSequence({ lastSequence }: Session, now = Date.now()): number {
  return Math.max(lastSequence + 1, now)
}
