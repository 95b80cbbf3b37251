import type { PlatformEvent } from '@conversation-hub/core'
import { z } from 'zod'
import { isCustomer, senderOf } from './author'
import type { Entry } from './entry'
import { messageEvents } from './message'
import { participantEvents } from './participants'
import { receiptEvents } from './receipts'
import { queueEvents, routingEvents } from './routing'
import { ended, sessionStatusEvents } from './session-status'

/**
 * What one conversation entry means, by its kind. Event ids are the entry's identifier, so that the event
 * stream, the entries list and a replay name an event alike. Kinds that are not known pass by: Salesforce
 * may add some at any time.
 */
export function translateEntry(kind: string, entry: Entry): PlatformEvent[] {
  switch (kind) {
    case 'Message':
      return messageEvents(entry)
    case 'TypingStartedIndicator':
      return typingEvents(entry, true)
    case 'TypingStoppedIndicator':
      return typingEvents(entry, false)
    case 'ProgressIndicator':
      // "Looking that up": somebody is at work, which is what typing shows.
      return typingEvents(entry, true)
    case 'ParticipantChanged':
      return participantEvents(entry)
    case 'RoutingResult':
      return routingEvents(entry)
    case 'QueuePosition':
      return queueEvents(entry)
    case 'SessionStatusChanged':
      return sessionStatusEvents(entry)
    case 'CloseConversation':
      // Salesforce, Enhanced Chat API: sent only when the end user closes the conversation.
      return [ended('customer-ended')]
    case 'DeliveryAcknowledgement':
      return receiptEvents(entry, 'delivered')
    case 'ReadAcknowledgement':
      return receiptEvents(entry, 'read')
    case 'MessageDeliveryFailed':
      return receiptEvents(entry, 'failed')
    case 'EndUserConsentUpdated':
      return consentEvents(entry)
    case 'MessageUpdated':
      return [messageChanged]
    case 'Note':
      // Salesforce, conversation events: a private whisper among agents. It must never reach the customer.
      return []
    default:
      return []
  }
}

function typingEvents(entry: Entry, typing: boolean): PlatformEvent[] {
  return isCustomer(entry) ? [] : [{ type: 'typing', author: senderOf(entry), typing }]
}

/** What was said cannot be changed where the customer is: a text message is on the phone. */
const messageChanged: PlatformEvent = {
  type: 'notice',
  code: 'message-changed',
  text: 'Salesforce has changed a message after it was sent; the customer sees it as it was.',
}

const consentSchema = z.object({ consentStatus: z.string().regex(/^\w{1,40}$/) })

function consentEvents({ entryPayload }: Entry): PlatformEvent[] {
  const parsed = consentSchema.safeParse(entryPayload)
  const status = parsed.success ? parsed.data.consentStatus : 'unknown'
  return [
    {
      type: 'notice',
      code: 'consent-updated',
      text: `The customer's consent to messages at Salesforce is now ${status}.`,
    },
  ]
}
