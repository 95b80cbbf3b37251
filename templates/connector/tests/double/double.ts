import type { ConversationHandle, PlatformDouble } from '@conversation-hub/conformance'
import type { Chat } from './chats'
import { GREETING } from './chats'
import type { Server } from './server'

/** The platform from its own side of the counter: what the suite does there, and asks there. */
export function doubleOf({ chats, cutStreams, failNext, openStreams }: Server): PlatformDouble {
  const chatOf = ({ session }: ConversationHandle): Chat => {
    const chat = chats.find(String(session.chatId))
    if (!chat) throw new Error('The double has no such chat: does the session that start returned name it?')
    return chat
  }
  const happens = (conversation: ConversationHandle, kind: string, details: object = {}) => {
    const chat = chatOf(conversation)
    chats.record(chat, kind, { from: 'agent', name: chat.agent, ...details })
  }

  return {
    greeting: GREETING,
    echoes: true,
    received: async (conversation) => [...chatOf(conversation).messages],
    isEnded: async (conversation) => chatOf(conversation).ended,
    agent: {
      async joins(conversation, name) {
        chatOf(conversation).agent = name
        happens(conversation, 'joined')
      },
      says: async (conversation, text) => happens(conversation, 'message', { text }),
      types: async (conversation, typing) => happens(conversation, 'typing', { typing }),
      leaves: async (conversation) => happens(conversation, 'left'),
      ends: async (conversation) => chats.end(chatOf(conversation), 'agent'),
    },
    async offersChoices(conversation, text, titles) {
      const options = titles.map((label, index) => ({ id: `option-${index + 1}`, label }))
      happens(conversation, 'message', { from: 'bot', name: 'Robbie', text, options })
    },
    async showsFile(conversation) {
      const file = {
        name: 'receipt.txt',
        type: 'text/plain',
        address: 'https://chat.example.com/receipt.txt',
      }
      happens(conversation, 'message', { from: 'bot', name: 'Robbie', file })
      return file.name
    },
    customerTypes: async (conversation) => chatOf(conversation).typing,
    sendsUnknown: async (conversation) => happens(conversation, 'horoscope', { text: 'of a later version' }),
    cutStreams: async () => cutStreams(),
    openStreams: async () => openStreams(),
    failures: [
      'refuse',
      'unavailable',
      'rate-limited',
      'html',
      'timeout-before',
      'timeout-after',
      'cut-after',
    ],
    failNext: async (failure, command) => failNext(failure, command),
    failNextOther: async (failure, call) => failNext(failure, call),
  }
}
