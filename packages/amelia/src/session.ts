import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { z } from 'zod'

/** What is kept of one conversation at the gateway: its calls take the session id, not the conversation id. */
const sessionSchema = z.object({
  sessionId: z.string().min(1),
  conversationId: z.string().optional(),
})

export type AmeliaSession = z.infer<typeof sessionSchema>

/** Throws `platform-session-gone` for what no `start` of this connector returned. */
export function readSession(session: PlatformSession): AmeliaSession {
  const parsed = sessionSchema.safeParse(session)
  if (parsed.success) return parsed.data
  throw new ConversationError(
    'platform-session-gone',
    'The kept session is not one of the Amelia connector, so the conversation cannot be taken up again.',
  )
}
