import { randomUUID } from 'node:crypto'
import type { Messaging } from './messaging'
import { agentReaction, botReaction, type Surroundings } from './script/reactions'
import type { WrittenStep } from './script/step'
import type { Chat } from './state/chat'
import type { Entry } from './state/entry'
import { endUser } from './state/senders'

export interface CustomerMessageIn {
  /** The id the client gave the message. */
  readonly messageId: string
  /** Salesforce's abstractMessage. */
  readonly message: Record<string, unknown>
  readonly words: string
}

/** Writes a customer's message into the conversation and plans what happens because of it. */
export function takeIn(
  platform: Messaging,
  chat: Chat,
  incoming: CustomerMessageIn,
  isRepeat = false,
): Entry {
  return platform.chats.transact(() => {
    const entry = write(platform, chat, incoming, isRepeat)
    platform.typing.delete(chat.conversationId)
    platform.stage.plan(chat.conversationId, reactions(platform, chat, incoming.words, entry))
    return entry
  })
}

function write(
  { chats, switches }: Messaging,
  chat: Chat,
  incoming: CustomerMessageIn,
  isRepeat: boolean,
): Entry {
  // A partner's ids are refused when they repeat, so they are the ids of the entries.
  const keepsId = (switches().messageIdentifier === 'client' || chat.channel === 'custom') && !isRepeat
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

/** The message with this id of the client's, if it was taken in before. */
export function findMessage({ chats }: Messaging, chat: Chat, messageId: string): Entry | undefined {
  return chats
    .entries(chat.conversationId)
    .find((entry) => entry.entryType === 'Message' && entry.payload.id === messageId)
}

function reactions(platform: Messaging, chat: Chat, words: string, { identifier }: Entry): WrittenStep[] {
  const delivered = { step: 'receipt', kind: 'Delivery', identifier } as const
  const read = { step: 'receipt', kind: 'Read', identifier } as const
  const receipts = (...steps: WrittenStep[]) => (platform.switches().receipts ? steps : [])
  switch (answererOf(chat)) {
    case 'bot':
      return [...receipts(delivered, read), ...botReaction(words, chat, surroundings(platform, chat))]
    case 'scripted-agent':
      return [...receipts(delivered, read), ...agentReaction(words)]
    case 'person':
      return receipts(delivered, read)
    case 'nobody':
      return receipts(delivered)
  }
}

function surroundings({ baseUrl, switches }: Messaging, { channel }: Chat): Surroundings {
  return {
    baseUrl: baseUrl(),
    partnerRoutes: channel === 'custom' && switches().byocRouting === 'by-partner',
  }
}

function answererOf({ handler, agent, script }: Chat): 'bot' | 'scripted-agent' | 'person' | 'nobody' {
  if (handler === 'agent') return agent?.scripted ? 'scripted-agent' : 'person'
  const isHandingOver = script.some(({ step }) => step === 'find-agent')
  const botIsComing = script.some((step) => step.step === 'join' && step.who === 'bot')
  return (handler === 'bot' || botIsComing) && !isHandingOver ? 'bot' : 'nobody'
}
