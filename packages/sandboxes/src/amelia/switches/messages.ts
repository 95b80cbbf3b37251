import { z } from 'zod'

/** How Amelia's messages look, on both surfaces. */
export const messageSwitches = z.object({
  messageType: z
    .enum(['FromAmelia', 'Outbound'])
    .default('FromAmelia')
    .describe('REST: spelling of messageType, TextMessageFromAmelia or OutboundTextMessage.'),
  ameliaMessageType: z
    .enum(['present', 'absent'])
    .default('present')
    .describe(
      'REST: whether the canonical ameliaMessageType is there; one 7.3 client suggests it may not be.',
    ),
  contextId: z.enum(['present', 'absent']).default('present').describe('REST: contextId came late in 2019.'),
  responsePool: z
    .enum(['text', 'context', 'absent'])
    .default('context')
    .describe('REST: responsePool (early 2019), then responsePoolContext.'),
  speechMessageText: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Text messages repeat their words for a voice.'),
  offTheRecord: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('offTheRecordResponse came with 6.2.'),
  sequence: z
    .enum(['gaps', 'dense'])
    .default('gaps')
    .describe('Whether internal messages that are not delivered take sequence numbers.'),
  timestamps: z
    .enum(['unordered', 'monotonic'])
    .default('unordered')
    .describe('Whether a status message may carry a later timestamp than the text that follows it.'),
  closedBy: z
    .enum(['present', 'absent'])
    .default('present')
    .describe(
      'Whether the message that closes a conversation names who did it: user, agent, timeout, amelia.',
    ),
  cardField: z
    .enum(['card', 'cardData', 'messageText'])
    .default('card')
    .describe('Field of a card message that holds the Adaptive Card; not documented.'),
  userEcho: z
    .enum(['sent', 'withheld'])
    .default('sent')
    .describe("Whether the customer's own words come back as a self echo."),
  nestedJson: z
    .enum(['object', 'encoded', 'doubly-encoded'])
    .default('encoded')
    .describe(
      'formInputData and integrationMessageData: an object, a JSON string, or a JSON string in a JSON string.',
    ),
  forms: z
    .enum(['form-message', 'text-message'])
    .default('text-message')
    .describe('A form as its own message type (deprecated, still live), or as formInputData on a text.'),
  uploadRequest: z
    .enum(['request-message', 'marker'])
    .default('request-message')
    .describe('An upload is asked for by its own message type, or by a text UPLOAD_REQUEST_MESSAGE_EVENT.'),
  optionLabel: z
    .enum(['name', 'label'])
    .default('name')
    .describe('Key of an option label inside a form field.'),
  streaming: z
    .enum(['never', 'on-request', 'always'])
    .default('on-request')
    .describe('7.x sends texts in chunks. on-request: when the customer says "stream".'),
  streamText: z
    .enum(['messageText', 'speechMessageText'])
    .default('messageText')
    .describe('Field that holds the words of a chunk.'),
  streamChunks: z
    .enum(['next-words', 'text-so-far'])
    .default('next-words')
    .describe('A chunk holds the next words, or all of the text so far.'),
  streamEnd: z
    .enum(['text', 'flush'])
    .default('text')
    .describe('Message that holds the complete words after the chunks: a plain text, or a flush message.'),
})
