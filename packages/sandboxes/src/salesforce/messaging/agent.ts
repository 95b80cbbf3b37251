import { type AgentAction, DeskRefusal } from '../../desk/desk'
import type { Messaging } from './messaging'
import { buttonsMessage, type Message, type Option, receiptMessage, textMessage } from './script/messages'
import type { WrittenStep } from './script/step'
import { type Chat, hasLiveSession } from './state/chat'

/** A person at the desk acts; throws {@link DeskRefusal} when it does not fit. */
export function actAsAgent(platform: Messaging, conversationId: string, action: AgentAction): void {
  const chat = platform.chats.get(conversationId)
  if (chat === undefined) throw new DeskRefusal(`There is no conversation ${conversationId}.`)
  if (!hasLiveSession(chat)) throw new DeskRefusal('The session has ended.')
  platform.stage.interrupt(conversationId, stepsOf(chat, action, platform.baseUrl()))
}

function stepsOf(chat: Chat, action: AgentAction, baseUrl: string): WrittenStep[] {
  if (action.action === 'join') {
    if (chat.handler === 'agent') throw new DeskRefusal(`${chat.agent?.name} is in the conversation already.`)
    const accepted: WrittenStep[] = [{ step: 'session', status: 'Active' }, { step: 'work-accepted' }]
    const botLeaves: WrittenStep[] = [
      { step: 'route', routingType: 'Transfer' },
      { step: 'leave', who: 'bot' },
    ]
    return [
      // Whoever comes before the bot comes to a session that waits to be routed, and would be routed to the bot still.
      ...(chat.session?.status === 'Active' ? [] : accepted),
      ...(chat.handler === 'bot' ? botLeaves : []),
      { step: 'join', who: 'agent', name: action.name ?? 'Alex', scripted: false },
    ]
  }
  if (action.action === 'end') {
    const agentLeaves: WrittenStep[] = [{ step: 'leave', who: 'agent', routingStatus: 'NEEDS_ROUTING' }]
    return [...(chat.handler === 'agent' ? agentLeaves : []), { step: 'end-session', role: 'Agent' }]
  }
  if (chat.handler !== 'agent') throw new DeskRefusal('Join the conversation first.')
  switch (action.action) {
    case 'say':
      return [says(textMessage(action.text))]
    case 'offer':
      return [says(buttonsMessage(action.text, action.titles.map(option)))]
    case 'attach':
      return [says(receiptMessage(baseUrl))]
    case 'send-unknown':
      return [says({ messageType: 'HologramMessage', hologram: { depth: 3 } })]
    case 'typing':
      return [{ step: 'typing', who: 'agent', typing: action.typing }]
    case 'leave':
      return [{ step: 'leave', who: 'agent' }]
  }
}

function says(message: Message): WrittenStep {
  return { step: 'say', who: 'agent', message }
}

function option(title: string): Option {
  return { title, optionIdentifier: title.toLowerCase().replaceAll(' ', '-') }
}
