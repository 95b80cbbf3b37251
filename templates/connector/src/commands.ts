import { ConversationError, type SendCommand, type StartCommand } from '@conversation-hub/core'

// Our commands as the platform's payloads. Pure: what goes out can be tested without a server.

/** The body of `PUT chats/{chatId}`. */
export function newChat(command: StartCommand): object {
  const { channel, customerDestination, customerIdentifier, attributes, language, transcript } = command
  return {
    customer: {
      address: customerDestination,
      ...(customerIdentifier !== undefined && { id: customerIdentifier }),
    },
    channel,
    attributes,
    ...(language !== undefined && { language }),
    // What was said before, already cut to `capabilities.transcriptHandOver.maxCharacters`.
    ...(transcript && { history: transcript.map(({ author, text }) => ({ from: author.role, text })) }),
  }
}

/** The body of `POST chats/{chatId}/messages`. Our id goes along: it is the same at every repeat. */
export function newMessage({ messageId, message }: SendCommand): object {
  switch (message.type) {
    case 'text':
      return { messageId, text: message.text }
    case 'choice':
      return { messageId, text: message.title, optionId: message.choiceId }
    // The capabilities do not declare these: core has turned them into text before they come here.
    case 'form':
    case 'attachment':
      throw new ConversationError(
        'not-supported',
        `My Platform takes texts and choices, and no ${message.type}.`,
      )
  }
}
