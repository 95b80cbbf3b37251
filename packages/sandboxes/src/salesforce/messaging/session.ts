import { newRecordId } from '../record-id'
import type { Messaging } from './messaging'
import { welcome } from './script/reactions'
import type { Chat } from './state/chat'

/** Opens a messaging session; the bot is routed to it and greets. */
export function beginSession(platform: Messaging, chat: Chat): void {
  routeSession(platform, newSession(platform, chat))
}

/** Routes the open session to the bot. */
export function routeSession(platform: Messaging, chat: Chat): void {
  platform.stage.plan(chat.conversationId, welcome(chat, platform.switches().welcome !== 'never'))
}

/** Opens a session that nobody is routed to, until somebody asks for it. */
export function beginUnroutedSession(platform: Messaging, chat: Chat): void {
  newSession(platform, chat)
}

function newSession({ chats }: Messaging, chat: Chat): Chat {
  return chats.save({
    ...chat,
    session: { sessionId: newRecordId('0Mw'), status: 'New', startedAt: Date.now() },
    routingStatus: 'INITIAL',
    handler: 'nobody',
    menuOffered: false,
    script: [],
  })
}
