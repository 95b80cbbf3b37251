import { ConversationError } from '@conversation-hub/core'

const CONVERSATION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text can be the id of a conversation: nothing else is compared with ids, which Postgres would refuse. */
export const isConversationId = (text: string) => CONVERSATION_ID.test(text)

export const noSuchConversation = () =>
  new ConversationError('conversation-not-found', 'There is no conversation with this id.')
