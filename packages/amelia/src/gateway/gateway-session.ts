import { ConversationError, type PlatformSession } from '@conversation-hub/core'
import { z } from 'zod'

/** What is kept of one conversation at the gateway: its calls take the session id, not the conversation id. */
const gatewaySessionSchema = z.object({
  sessionId: z.string().min(1),
  conversationId: z.string().optional(),
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
