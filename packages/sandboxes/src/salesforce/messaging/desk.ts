import { z } from 'zod'
import type { Desk, DeskConversation, DeskLine } from '../../desk/desk'
import { actAsAgent } from './agent'
import { customerMessageSchema } from './customer-message'
import { customerWords } from './customer-words'
import type { Messaging } from './messaging'
import { wordsOf } from './script/messages'
import { type Chat, hasLiveSession } from './state/chat'
import type { Entry, Sender } from './state/entry'

const participantsSchema = z.object({
  entries: z.array(z.object({ operation: z.enum(['add', 'remove']), displayName: z.string() })),
})

/** The conversations as a person at the desk sees them. */
export function messagingDesk(platform: Messaging): Pick<Desk, 'conversations' | 'conversation' | 'agent'> {
  const { chats } = platform
  const summary = (chat: Chat) => summarise(chat, platform.typing.has(chat.conversationId))
  return {
    conversations: () => [...chats.all()].map(summary),
    conversation(conversationId) {
      const chat = chats.get(conversationId)
      if (chat === undefined) return undefined
      const entries = chats.entries(conversationId)
      return { ...summary(chat), transcript: entries.flatMap((entry) => lineOf(entry, entries)) }
    },
    agent: (conversationId, action) => actAsAgent(platform, conversationId, action),
  }
}

function summarise(chat: Chat, customerTyping: boolean): DeskConversation {
  const { _firstName: first, _lastName: last } = chat.routingAttributes
  return {
    conversationId: chat.conversationId,
    customer: [first, last].filter((name) => name !== undefined).join(' ') || 'Guest',
    state: stateOf(chat),
    ...(chat.agent === undefined ? {} : { agent: chat.agent.name }),
    startedAt: new Date(chat.startedAt).toISOString(),
    updatedAt: new Date(chat.updatedAt).toISOString(),
    customerTyping,
  }
}

function stateOf(chat: Chat): DeskConversation['state'] {
  if (chat.closedAt !== undefined || !hasLiveSession(chat))
    return chat.session === undefined ? 'with-bot' : 'ended'
  if (chat.handler === 'agent') return 'with-agent'
  return chat.handler === 'queue' ? 'waiting' : 'with-bot'
}

function lineOf(entry: Entry, entries: readonly Entry[]): DeskLine[] {
  const kind = entry.entryType === 'Message' ? 'message' : 'notice'
  const text = textOf(entry, entries)
  if (text === undefined) return []
  const author = { role: roleOf(entry.sender), name: entry.sender.displayName }
  return [{ lineId: entry.identifier, at: new Date(entry.at).toISOString(), kind, author, text }]
}

function textOf({ entryType, payload }: Entry, entries: readonly Entry[]): string | undefined {
  switch (entryType) {
    case 'Message':
      return pickedIn(payload, entries) ?? wordsOf(payload)
    case 'ParticipantChanged':
      return participantsSchema
        .parse(payload)
        .entries.map(
          ({ operation, displayName }) => `${displayName} ${operation === 'add' ? 'joined' : 'left'}.`,
        )
        .join(' ')
    case 'SessionStatusChanged':
      return `The session is ${payload.sessionStatus}.`
    case 'CloseConversation':
      return 'The customer closed the conversation.'
    default:
      return undefined
  }
}

/** The title of the option that a customer has picked: the message itself names only its identifier. */
function pickedIn({ abstractMessage }: Entry['payload'], entries: readonly Entry[]): string | undefined {
  const { data } = customerMessageSchema.safeParse(abstractMessage)
  return data?.messageType === 'ChoicesResponseMessage' ? customerWords(data, entries) : undefined
}

function roleOf({ role }: Sender): DeskLine['author']['role'] {
  switch (role) {
    case 'EndUser':
      return 'customer'
    case 'Chatbot':
      return 'bot'
    case 'Agent':
    case 'Supervisor':
      return 'agent'
    default:
      return 'system'
  }
}
