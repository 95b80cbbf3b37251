import { z } from 'zod'
import type { Journal } from '../../journal/journal'
import type { Draft } from '../message/draft'

const line = z.object({
  lineId: z.string(),
  conversationId: z.string(),
  at: z.string(),
  kind: z.enum(['message', 'notice']),
  author: z.object({ role: z.enum(['customer', 'bot', 'agent', 'system']), name: z.string() }),
  text: z.string(),
})

export type Line = z.infer<typeof line>

export interface Transcripts {
  /** Oldest first. */
  of(conversationId: string): readonly Line[]
  /** Keeps what a person could read in the message; nothing of status messages. */
  write(conversationId: string, draft: Draft, at: number): void
}

/** What was said in every conversation, a row a line. */
export function createTranscripts(journal: Journal): Transcripts {
  const rows = journal.table('lines', line)
  const byConversation = new Map<string, Line[]>()
  const keep = (row: Line) => {
    const lines = byConversation.get(row.conversationId)
    if (lines) lines.push(row)
    else byConversation.set(row.conversationId, [row])
  }
  for (const row of rows.values()) keep(row)
  return {
    of: (conversationId) => byConversation.get(conversationId) ?? [],
    write(conversationId, draft, at) {
      const said = readable(draft)
      if (said === undefined) return
      const number = byConversation.get(conversationId)?.length ?? 0
      const lineId = `${conversationId}/${number + 1}`
      const row: Line = { lineId, conversationId, at: new Date(at).toISOString(), ...said }
      rows.set(lineId, row)
      keep(row)
    },
  }
}

const notices = [
  'OutboundEscalationStartedMessage',
  'OutboundAgentSessionChangedMessage',
  'OutboundConversationClosedMessage',
]

function readable({
  type,
  text,
  source,
  displayName,
  fields,
  json,
}: Draft): Pick<Line, 'kind' | 'author' | 'text'> | undefined {
  if (type.endsWith('StatusMessage') || type === 'OutboundStreamingTextMessage') return undefined
  const shown = text ?? (Object.keys(json).length > 0 ? `(${type})` : fields.speechMessageText)
  if (typeof shown !== 'string') return undefined
  if (notices.includes(type))
    return { kind: 'notice', author: { role: 'system', name: displayName }, text: shown }
  const role = source === 'User' ? 'customer' : source === 'Agent' ? 'agent' : 'bot'
  return { kind: 'message', author: { role, name: displayName }, text: shown }
}
