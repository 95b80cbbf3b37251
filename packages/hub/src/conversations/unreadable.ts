import { ConversationError } from '@conversation-hub/core'

/** A conversation holds what this version does not know: a newer one, beside it, has written it. */
export class UnreadableConversation extends ConversationError {
  constructor(conversationId: string) {
    super(
      'internal',
      `The conversation ${conversationId} holds what only a newer version of Conversation Hub can read. Update this ` +
        'instance too; meanwhile an instance of the newer version can carry on with it.',
    )
  }
}

/** Reads what was written of a conversation. Throws `UnreadableConversation`. */
export function readWritten<Value>(conversationId: string, read: () => Value): Value {
  try {
    return read()
  } catch {
    throw new UnreadableConversation(conversationId)
  }
}
