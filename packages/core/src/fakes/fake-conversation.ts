import type { BareConversation } from '../bare/bare-conversation'
import type { ConversationEvent } from '../contract/events'
import { ConversationError } from '../errors/conversation-error'

export const customer = { customerDestination: 'customer-1' }
export const unavailable = () => new ConversationError('platform-unavailable', 'Down.')
export const lost = () => new ConversationError('platform-timeout', 'No answer.', { outcome: 'unknown' })

/** Every event until the conversation ends or is closed. */
export async function all(conversation: BareConversation): Promise<ConversationEvent[]> {
  const heard: ConversationEvent[] = []
  for await (const event of conversation.events()) heard.push(event)
  return heard
}

export const wordsOf = (heard: ReadonlyArray<ConversationEvent>) =>
  heard.flatMap((event) =>
    event.type === 'message' ? event.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : [],
  )
