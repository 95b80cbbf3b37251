import { ConversationError } from '@conversation-hub/core'

/** A conversation contains something that this version does not know: an instance with a newer version has written it. */
export class UnreadableConversation extends ConversationError {
  constructor(conversationId: string) {
    super(
      'internal',
      `The conversation ${conversationId} holds what only a newer version of Conversation Hub can read. Update this ` +
        'instance too; meanwhile an instance of the newer version can carry on with it.',
    )
  }
}

/** Reads something that was kept of a conversation. Throws `UnreadableConversation` if `read` fails. */
export function readWritten<Value>(conversationId: string, read: () => Value): Value {
  try {
    return read()
  } catch {
    throw new UnreadableConversation(conversationId)
  }
}
