import { type Desk, type DeskConversation, DeskRefusal } from '../../desk/desk'
import type { AgentSession, AgentSessions } from './session'

/** Agentforce sessions as the desk shows them: to read only, since no person can be brought into one. */
export function agentforceDesk(
  sessions: AgentSessions,
): Pick<Desk, 'conversations' | 'conversation' | 'agent'> {
  return {
    conversations: () => [...sessions.all()].map(summarise),
    conversation(sessionId) {
      const session = sessions.get(sessionId)
      if (session === undefined) return undefined
      const transcript = session.lines.map(({ lineId, at, by, text }) => ({
        lineId,
        at: iso(at),
        kind: 'message' as const,
        author: { role: by === 'agent' ? ('bot' as const) : ('customer' as const) },
        text,
      }))
      return { ...summarise(session), transcript }
    },
    agent() {
      throw new DeskRefusal('Nobody can join an Agentforce session: the API hands over to no person.')
    },
  }
}

function summarise(session: AgentSession): DeskConversation {
  return {
    conversationId: session.sessionId,
    customer: 'Agentforce session',
    state: session.endedAt === undefined ? 'with-bot' : 'ended',
    startedAt: iso(session.startedAt),
    updatedAt: iso(session.updatedAt),
    customerTyping: false,
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
