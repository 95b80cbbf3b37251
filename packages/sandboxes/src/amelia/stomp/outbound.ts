import type { Delivery } from '../message/draft'
import { messageHeaders, typeFields } from '../message/gateway-message'
import type { AmeliaSwitches } from '../switches'
import type { Session } from '../world/session'
import type { Frame } from './frame'

/** Spellings inside `attributes` until 3.7.16, as the vendor's SDK rebuilds them. */
const nestedNames: Readonly<Record<string, string>> = {
  hintText: 'hint_text',
  resourceToRequest: 'resource_to_request',
}

/** One message on a session's STOMP queue. */
export function messageFrame(
  session: Session,
  message: Delivery,
  subscription: { id: string; destination: string },
  switches: AmeliaSwitches,
): Frame {
  const { sourceClass, ...fields } = typeFields(message, switches)
  const body = {
    id: message.messageId,
    // The plain name here, unlike at the REST gateway.
    messageType: message.type,
    messageText: message.text,
    conversationId: session.conversationId,
    sourceSessionId: message.saidIn,
    fromUserDisplayName: message.displayName,
    inResponseToMessageId: message.answers,
    sourceClass: sourceClass ?? null,
    contextId: session.contextId,
    secureResponse: message.secure,
    ...(switches.offTheRecord === 'present' ? { offTheRecordResponse: message.offTheRecord } : {}),
    voice: `${session.language}-Amelia`,
    locale: session.language,
    ...(switches.attributes === 'top-level' ? fields : { attributes: nested(fields) }),
  }
  const headers = {
    destination: subscription.destination,
    'content-type': 'application/json',
    subscription: subscription.id,
    'message-id': `${session.sessionId}-${message.sequence}`,
    ...messageHeaders(session, message),
  }
  return { command: 'MESSAGE', headers, body: JSON.stringify(body) }
}

function nested(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [nestedNames[name] ?? name, value]))
}
