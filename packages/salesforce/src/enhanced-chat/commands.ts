import type { OutgoingAttachment, ReceiptCommand, SendCommand } from '@conversation-hub/core'
import { entryIdIn } from '../entries/message-id'
import { contentOf, type SpokenMessage } from '../entries/outgoing'
import { derivedId } from '../start/derived-id'
import type { Session } from './session'

/** What every call about one conversation says besides its own subject. */
export interface Messaging {
  readonly deployment: string
  readonly session: Session
  /** Opens a messaging session, because there is none (any more). */
  readonly opensSession: boolean
}

export function createPayload({ deployment, session }: Omit<Messaging, 'opensSession'>) {
  return {
    conversationId: session.conversationId,
    esDeveloperName: deployment,
    routingAttributes: session.routingAttributes,
    ...languageOf(session),
  }
}

export function messagePayload(id: string, message: SpokenMessage, messaging: Messaging) {
  return { message: { id, ...contentOf(message) }, ...sessionFields(messaging) }
}

export function filePayload(
  { commandId }: SendCommand,
  { text = '' }: OutgoingAttachment,
  messaging: Messaging,
) {
  return {
    message: { id: commandId, fileId: derivedId(commandId, 'file'), text },
    ...sessionFields(messaging),
  }
}

export function typingPayload(id: string, typing: boolean) {
  return { id, entryType: typing ? 'TypingStartedIndicator' : 'TypingStoppedIndicator' }
}

export function receiptPayload({ commandId, messageId, status }: ReceiptCommand) {
  const entryType = status === 'read' ? 'Read' : 'Delivery'
  return { acks: [{ id: commandId, entryType, conversationEntryId: entryIdIn(messageId) }] }
}

/** For a new messaging session whose language nobody has named: a wrong one is better than no bot. */
const LANGUAGE_OF_LAST_RESORT = 'en_US'

/**
 * Without routing attributes and language a new messaging session may silently never be routed (seen in live
 * traces), so both are said again.
 */
function sessionFields({ deployment, session, opensSession }: Messaging) {
  return {
    esDeveloperName: deployment,
    isNewMessagingSession: opensSession,
    ...(opensSession && {
      routingAttributes: session.routingAttributes,
      language: session.language ?? LANGUAGE_OF_LAST_RESORT,
    }),
  }
}

function languageOf({ language }: Session) {
  return language === undefined ? {} : { language }
}
