import type { Context } from 'hono'
import type { AmeliaParts } from '../parts'
import { Refusal } from '../refusal'
import type { Conversation } from '../world/conversation'
import type { Session } from '../world/session'
import type { GatewayEnv } from './env'

export interface Addressed {
  readonly session: Session
  readonly conversation: Conversation
}

/** The session in the path, if it is the caller's. It may be over. */
export function addressedSession(
  { world, stage, switches }: AmeliaParts,
  context: Context<GatewayEnv>,
): Addressed {
  const key = context.req.param('sessionId') ?? ''
  const { pathKey } = switches()
  const bySession = pathKey === 'conversationId' ? undefined : world.sessions.get(key)
  const session = bySession ?? (pathKey === 'sessionId' ? undefined : firstSession())
  if (session !== undefined) stage.expireIfIdle(session.conversationId)
  const conversation = session && world.conversations.get(session.conversationId)
  if (session === undefined || conversation === undefined || session.outlet.mode === 'STOMP') {
    throw new Refusal(404, 'No such session')
  }
  if (conversation.owner !== context.get('caller').username) throw new Refusal(403, 'Not your session')
  return { session: world.sessions.get(session.sessionId) ?? session, conversation }

  function firstSession(): Session | undefined {
    return world.sessions.get(world.conversations.get(key)?.sessionIds[0] ?? '')
  }
}

/** The same, and the conversation still goes on. */
export function livingSession(parts: AmeliaParts, context: Context<GatewayEnv>): Addressed {
  const addressed = addressedSession(parts, context)
  if (addressed.conversation.phase.name === 'closed')
    throw new Refusal(parts.switches().goneSession, 'Session is over')
  return addressed
}
