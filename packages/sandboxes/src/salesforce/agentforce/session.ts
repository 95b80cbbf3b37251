import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Journal } from '../../journal/journal'

const lineSchema = z.object({
  lineId: z.string(),
  at: z.number(),
  by: z.enum(['customer', 'agent']),
  text: z.string(),
})

const sessionSchema = z.object({
  sessionId: z.string(),
  externalSessionKey: z.string(),
  variables: z.array(z.record(z.string(), z.unknown())),
  lastSequence: z.number(),
  lines: z.array(lineSchema),
  startedAt: z.number(),
  updatedAt: z.number(),
  endedAt: z.number().optional(),
})
export type AgentSession = z.output<typeof sessionSchema>

/** Agentforce sessions. Nothing is ever pushed: all there is to keep is what was asked and answered. */
export function openAgentSessions(journal: Journal, changed: (sessionId: string) => void) {
  const sessions = journal.table('agent-sessions', sessionSchema)
  const save = (session: AgentSession): AgentSession => {
    const saved = { ...session, updatedAt: Date.now() }
    sessions.set(session.sessionId, saved)
    changed(session.sessionId)
    return saved
  }
  return {
    get: (sessionId: string) => sessions.get(sessionId),
    all: () => sessions.values(),
    byKey: (externalSessionKey: string) =>
      [...sessions.values()].find((session) => session.externalSessionKey === externalSessionKey),
    begin(externalSessionKey: string, variables: AgentSession['variables']) {
      const now = Date.now()
      const sessionId = randomUUID()
      return save({
        sessionId,
        externalSessionKey,
        variables,
        lastSequence: 0,
        lines: [],
        startedAt: now,
        updatedAt: now,
      })
    },
    say(session: AgentSession, by: 'customer' | 'agent', text: string) {
      return save({
        ...session,
        lines: [...session.lines, { lineId: randomUUID(), at: Date.now(), by, text }],
      })
    },
    save,
  }
}

export type AgentSessions = ReturnType<typeof openAgentSessions>
