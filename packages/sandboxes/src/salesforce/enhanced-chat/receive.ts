import { randomUUID } from 'node:crypto'
import type { EnhancedChat } from './enhanced-chat'
import { Refusal } from './refusal'
import type { SessionFields } from './routes/bodies'
import { agentReaction, botReaction } from './script/reactions'
import type { WrittenStep } from './script/step'
import { beginSession, beginUnroutedSession } from './session'
import { type Chat, hasLiveSession } from './state/chat'
import type { Entry } from './state/entry'
import { endUser } from './state/senders'

export interface Incoming {
  /** The id the client gave the message. */
  readonly messageId: string
  /** Salesforce's abstractMessage. */
  readonly message: Record<string, unknown>
  readonly words: string
  readonly session: SessionFields
}

/** A customer's message comes in: checked, written into the conversation, echoed, and reacted to. */
export function receive(platform: EnhancedChat, chat: Chat, incoming: Incoming): Entry {
  const { duplicateMessage, maximumTextLength } = platform.switches()
  platform.limiter.count(`messages ${chat.conversationId}`, 22)
  if (maximumTextLength > 0 && incoming.words.length > maximumTextLength) {
    throw new Refusal(400, 'BAD_REQUEST', `The text is longer than ${maximumTextLength} characters.`)
  }
  const earlier = findMessage(platform, chat, incoming.messageId)
  if (earlier !== undefined && duplicateMessage === 'same-answer') return earlier
  if (earlier !== undefined && duplicateMessage === 'conflict') {
    throw new Refusal(409, 'CONFLICT', 'A message with this id exists already.')
  }
  return platform.chats.transact(() => {
    const current = withSession(platform, chat, incoming.session)
    const entry = write(platform, current, incoming, earlier !== undefined)
    platform.typing.delete(chat.conversationId)
    platform.stage.plan(chat.conversationId, reactions(platform, current, incoming.words, entry))
    return entry
  })
}

/** The conversation with a session that takes the message; opens one where the client asked for it. */
function withSession(platform: EnhancedChat, chat: Chat, fields: SessionFields): Chat {
  const { closedConversation, newSessionNeedsAttributes, welcome } = platform.switches()
  if (chat.closedAt !== undefined) {
    throw new Refusal(Number(closedConversation), 'CONVERSATION_CLOSED', 'The conversation is closed.')
  }
  if (hasLiveSession(chat)) return chat

  const awaitsFirstMessage = chat.session === undefined && welcome === 'on-first-message'
  if (!fields.isNewMessagingSession && !awaitsFirstMessage) {
    throw new Refusal(417, 'EXPECTATION_FAILED', 'No messaging session exists for the conversation.')
  }
  const isRouted =
    !newSessionNeedsAttributes || (fields.routingAttributes !== undefined && fields.language !== undefined)
  const begun = {
    ...chat,
    routingAttributes: fields.routingAttributes ?? {},
    ...(fields.language === undefined ? {} : { language: fields.language }),
  }
  if (isRouted || awaitsFirstMessage) beginSession(platform, begun)
  else beginUnroutedSession(platform, begun)
  return platform.chats.get(chat.conversationId) ?? begun
}

function write({ chats, switches }: EnhancedChat, chat: Chat, incoming: Incoming, isRepeat: boolean): Entry {
  const keepsId = switches().messageIdentifier === 'client' && !isRepeat
  const abstractMessage = {
    inReplyToMessageId: null,
    references: [],
    ...incoming.message,
    id: incoming.messageId,
  }
  return chats.add(chat, {
    entryType: 'Message',
    identifier: keepsId ? incoming.messageId : randomUUID(),
    sender: endUser(chat),
    payload: { id: incoming.messageId, abstractMessage, messageReason: null },
  })
}

function findMessage({ chats }: EnhancedChat, chat: Chat, messageId: string): Entry | undefined {
  return chats
    .entries(chat.conversationId)
    .find((entry) => entry.entryType === 'Message' && entry.payload.id === messageId)
}

function reactions(platform: EnhancedChat, chat: Chat, words: string, { identifier }: Entry): WrittenStep[] {
  const delivered = { step: 'receipt', kind: 'Delivery', identifier } as const
  const read = { step: 'receipt', kind: 'Read', identifier } as const
  const receipts = (...steps: WrittenStep[]) => (platform.switches().receipts ? steps : [])
  switch (answererOf(chat)) {
    case 'bot':
      return [...receipts(delivered, read), ...botReaction(words, chat, { baseUrl: platform.baseUrl() })]
    case 'scripted-agent':
      return [...receipts(delivered, read), ...agentReaction(words)]
    case 'person':
      return receipts(delivered, read)
    case 'nobody':
      return receipts(delivered)
  }
}

function answererOf({ handler, agent, script }: Chat): 'bot' | 'scripted-agent' | 'person' | 'nobody' {
  if (handler === 'agent') return agent?.scripted ? 'scripted-agent' : 'person'
  const isHandingOver = script.some(({ step }) => step === 'find-agent')
  const botIsComing = script.some((step) => step.step === 'join' && step.who === 'bot')
  return (handler === 'bot' || botIsComing) && !isHandingOver ? 'bot' : 'nobody'
}
