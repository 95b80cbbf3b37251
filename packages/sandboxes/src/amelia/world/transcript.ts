import { z } from 'zod'
import type { DeskLine } from '../../desk/desk'
import type { Journal } from '../../journal/journal'
import { type Draft, draft } from '../message/draft'

const saying = z.object({
  conversationId: z.string(),
  messageId: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  draft,
})

export type Saying = z.infer<typeof saying>

export interface Transcripts {
  /** Oldest first; nothing of status messages and chunks. */
  of(conversationId: string): readonly Saying[]
  write(saying: Saying): void
}

/** What was said in every conversation, a row a message. */
export function createTranscripts(journal: Journal): Transcripts {
  const rows = journal.table('sayings', saying)
  const byConversation = new Map<string, Saying[]>()
  const keep = (row: Saying) => {
    const sayings = byConversation.get(row.conversationId)
    if (sayings) sayings.push(row)
    else byConversation.set(row.conversationId, [row])
  }
  for (const row of rows.values()) keep(row)
  return {
    of: (conversationId) => byConversation.get(conversationId) ?? [],
    write(row) {
      if (!isWorthKeeping(row.draft)) return
      rows.set(row.messageId, row)
      keep(row)
    },
  }
}

const passing = [
  'OutboundStreamingTextMessage',
  'OutboundAmeliaReadyMessage',
  'OutboundUserActivityMessage',
  'OutboundAckRequestMessage',
]

function isWorthKeeping({ type }: Draft): boolean {
  return !type.endsWith('StatusMessage') && !passing.includes(type)
}

const notices = [
  'OutboundEscalationStartedMessage',
  'OutboundAgentSessionChangedMessage',
  'OutboundConversationClosedMessage',
]

/** How a message reads on the desk; one without words is named by its type. */
export function deskLine({ messageId, at, draft: said }: Saying): DeskLine {
  const { speechMessageText } = said.fields
  const spoken = typeof speechMessageText === 'string' ? speechMessageText : `(${said.type})`
  const line = { lineId: messageId, at: new Date(at).toISOString(), text: said.text ?? spoken }
  if (notices.includes(said.type)) return { ...line, kind: 'notice', author: { role: 'system' } }
  const role = said.source === 'User' ? 'customer' : said.source === 'Agent' ? 'agent' : 'bot'
  return { ...line, kind: 'message', author: { role, name: said.displayName } }
}
