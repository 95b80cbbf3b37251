import { beginSession, beginUnroutedSession } from '../messaging/session'
import { type Chat, hasLiveSession } from '../messaging/state/chat'
import type { Entry } from '../messaging/state/entry'
import { type CustomerMessageIn, findMessage, takeIn } from '../messaging/take-in'
import type { EnhancedChat } from './enhanced-chat'
import { Refusal } from './refusal'
import type { SessionFields } from './routes/bodies'

/** A message, and what the request says about the session it is for. */
export interface Incoming extends CustomerMessageIn {
  readonly session: SessionFields
}

/** A customer's message comes in: checked, then taken in. */
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
  return platform.chats.transact(() =>
    takeIn(platform, withSession(platform, chat, incoming.session), incoming, earlier !== undefined),
  )
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
