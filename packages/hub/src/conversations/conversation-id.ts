import { ConversationError } from '@conversation-hub/core'

const CONVERSATION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text can be a conversation's id. Postgres refuses to compare ids with anything else. */
export const isConversationId = (text: string) => CONVERSATION_ID.test(text)

export const noSuchConversation = () =>
  new ConversationError('conversation-not-found', 'There is no conversation with this id.')
