import { newRecordId } from '../record-id'
import type { EnhancedChat } from './enhanced-chat'
import { welcome } from './script/reactions'
import type { Chat } from './state/chat'

/** Opens a messaging session; the bot is routed to it and greets. */
export function beginSession(platform: EnhancedChat, chat: Chat): void {
  const saved = newSession(platform, chat)
  platform.stage.plan(chat.conversationId, welcome(saved, platform.switches().welcome !== 'never'))
}

/** Opens a session that nobody is routed to: the customer writes into silence. */
export function beginUnroutedSession(platform: EnhancedChat, chat: Chat): void {
  newSession(platform, chat)
}

function newSession({ chats }: EnhancedChat, chat: Chat): Chat {
  return chats.save({
    ...chat,
    session: { sessionId: newRecordId('0Mw'), status: 'New', startedAt: Date.now() },
    routingStatus: 'INITIAL',
    handler: 'nobody',
    menuOffered: false,
    script: [],
  })
}
