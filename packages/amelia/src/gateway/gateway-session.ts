import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { z } from 'zod'

/** What is kept of one conversation at the gateway: its calls take the session id, not the conversation id. */
const gatewaySessionSchema = z.object({
  sessionId: z.string().min(1),
  conversationId: z.string().optional(),
  /** How its messages come, as the start asked. Absent: it was started by an older version. */
  delivery: z.enum(['polling', 'webhook']).optional(),
})

export type GatewaySession = z.infer<typeof gatewaySessionSchema>

/** Throws `platform-session-gone` for what no `start` at the gateway returned. */
export function readGatewaySession(session: PlatformSession): GatewaySession {
  const parsed = gatewaySessionSchema.safeParse(session)
  if (parsed.success) return parsed.data
  throw new ConversationError(
    'platform-session-gone',
    'The kept session is not one of Amelia’s REST gateway, so the conversation cannot be taken up again.',
  )
}

/**
 * The session of a conversation that is heard. Its delivery cannot be changed at Amelia: where the settings have changed
 * meanwhile, what she says would never come, and nobody would say so.
 */
export function readHeardSession(
  session: PlatformSession,
  delivery: NonNullable<GatewaySession['delivery']>,
): GatewaySession {
  const kept = readGatewaySession(session)
  if (kept.delivery === undefined || kept.delivery === delivery) return kept
  throw new ConversationError(
    'platform-session-gone',
    `The conversation was started for delivery by ${kept.delivery}, and the settings ask for ${delivery} now.`,
  )
}
