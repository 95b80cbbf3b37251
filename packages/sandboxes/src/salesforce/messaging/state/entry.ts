import { z } from 'zod'

const senderSchema = z.object({
  role: z.enum(['EndUser', 'Agent', 'Chatbot', 'System', 'Router', 'Supervisor']),
  appType: z.enum(['iamessage', 'custom', 'agent', 'chatbot', 'conversation']),
  subject: z.string(),
  displayName: z.string(),
})
export type Sender = z.output<typeof senderSchema>

const entryTypeSchema = z.enum([
  'Message',
  'ParticipantChanged',
  'RoutingResult',
  'RoutingWorkResult',
  'SessionStatusChanged',
  'CloseConversation',
  'DeliveryAcknowledgement',
  'ReadAcknowledgement',
  'TypingStartedIndicator',
  'TypingStoppedIndicator',
  'ProgressIndicator',
  'StreamingToken',
  'QueuePosition',
  'EndUserConsentUpdated',
  'Note',
  'MessageUpdated',
  'TransferProgress',
  // Only a partner that routes by itself hears of it, as an event of its own kind.
  'RoutingRequested',
])
export type EntryType = z.output<typeof entryTypeSchema>

/** The event that carries an entry of this type: `CONVERSATION_` and the type in capitals. */
export function eventNameOf(entryType: EntryType): string {
  return `CONVERSATION_${entryType.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`
}

/** The entries list shows what happened, not what is happening. */
export function isListed(entryType: EntryType): boolean {
  switch (entryType) {
    case 'TypingStartedIndicator':
    case 'TypingStoppedIndicator':
    case 'ProgressIndicator':
    case 'StreamingToken':
    case 'QueuePosition':
    case 'RoutingRequested':
    case 'TransferProgress':
      return false
    default:
      return true
  }
}

/** One thing that happened in a conversation, with its place in its end user's event stream. */
export const entrySchema = z.object({
  eventId: z.int(),
  conversationId: z.string(),
  subject: z.string(),
  identifier: z.string(),
  entryType: entryTypeSchema,
  payload: z.record(z.string(), z.unknown()),
  sender: senderSchema,
  relatedRecords: z.array(z.string()),
  /** Epoch milliseconds. */
  at: z.number(),
})
export type Entry = z.output<typeof entrySchema>
