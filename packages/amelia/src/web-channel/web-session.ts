import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { z } from 'zod'

const visitorSchema = z.object({
  cookies: z.record(z.string(), z.string()),
  csrfToken: z.string(),
  /** Sent back with every call, where the host has sent it. */
  sessionAuth: z.string().optional(),
  /** Came with a login, and not anonymously. */
  loggedIn: z.literal(true).optional(),
})

const webSessionSchema = visitorSchema.extend({
  sessionId: z.string().min(1),
  conversationId: z.string().min(1),
  /** The `sessionLocale` of the start: who joins without it may turn the conversation into another language. */
  locale: z.string().optional(),
})

/** Somebody with an HTTP session at Amelia: to her, a browser. */
export type Visitor = z.infer<typeof visitorSchema>

/** What is kept of one conversation of the web channel. */
export type WebSession = z.infer<typeof webSessionSchema>

/** The visitor that was prepared before the start, if one was. */
export function preparedVisitor(session: PlatformSession): Visitor | undefined {
  return visitorSchema.safeParse(session).data
}

/** Throws `platform-session-gone` for what no `start` over the web channel returned. */
export function readWebSession(session: PlatformSession): WebSession {
  const parsed = webSessionSchema.safeParse(session)
  if (parsed.success) return parsed.data
  throw new ConversationError(
    'platform-session-gone',
    'The kept session is not one of Amelia’s web channel, so the conversation cannot be taken up again.',
  )
}
