import type { Chat } from './chat'
import type { Sender } from './entry'

export const BOT_NAME = 'Astro'

export const bot = {
  role: 'Chatbot',
  appType: 'chatbot',
  subject: '0XxSB0000000001',
  displayName: BOT_NAME,
} as const

export const platform = {
  role: 'System',
  appType: 'conversation',
  subject: 'Automated Process',
  displayName: 'Automated Process',
} as const

export function agent(name: string): Sender {
  return { role: 'Agent', appType: 'agent', subject: '005SB0000000001', displayName: name }
}

export function endUser(chat: Chat): Sender {
  const displayName = chat.routingAttributes._firstName ?? 'Guest'
  const appType = chat.channel === 'web' ? 'iamessage' : 'custom'
  return { role: 'EndUser', appType, subject: chat.subject, displayName }
}
