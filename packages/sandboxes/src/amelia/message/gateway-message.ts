import { isSelfEcho } from '../stage/stamp'
import type { AmeliaSwitches } from '../switches'
import type { Session } from '../world/session'
import { encodeNested, fromAmelia } from './canonical'
import type { Delivery } from './draft'

/** The message object of poll, long poll and webhook, field for field as in the 2019 reference and traces. */
export function gatewayMessage(
  session: Session,
  message: Delivery,
  switches: AmeliaSwitches,
): Record<string, unknown> {
  const { sessionId, conversationId, clockSkew } = session
  const selfEcho = isSelfEcho(session, message)
  return {
    messageId: message.messageId,
    ...(switches.contextId === 'present' ? { contextId: session.contextId } : {}),
    headers: messageHeaders(session, message),
    messageText: message.text,
    inResponseToMessageId: message.answers,
    fromUserDisplayName: message.displayName,
    secureResponse: message.secure,
    ...(switches.offTheRecord === 'present' ? { offTheRecordResponse: message.offTheRecord } : {}),
    messageType: switches.messageType === 'FromAmelia' ? fromAmelia(message.type) : message.type,
    ...(switches.ameliaMessageType === 'present' ? { ameliaMessageType: message.type } : {}),
    sessionId,
    conversationId,
    sessionSequence: message.sequence,
    clockSkew,
    sourceUserType: message.source,
    selfEcho,
    inputEnabled: message.inputEnabled,
    // Seconds with a fraction here, milliseconds in the header.
    timestamp: message.at / 1000,
    ...(message.type === 'OutboundTextMessage' ? textFields(switches) : {}),
    ...typeFields(message, switches),
  }
}

/** The X-Amelia headers of a message: on STOMP as frame headers, at the gateway inside the object. */
export function messageHeaders(session: Session, message: Delivery): Record<string, string> {
  return {
    'X-Amelia-Conversation-Id': session.conversationId,
    'X-Amelia-Session-Id': session.sessionId,
    'X-Amelia-Message-Id': message.messageId,
    'X-Amelia-Message-Type': message.type,
    'X-Amelia-Session-Sequence': String(message.sequence),
    'X-Amelia-Session-Mode': session.mode,
    'X-Amelia-Source-User-Type': message.source,
    'X-Amelia-Self-Echo': String(isSelfEcho(session, message)),
    'X-Amelia-Input-Enabled': String(message.inputEnabled),
    'X-Amelia-Debug-Message': String(message.debug),
    'X-Amelia-Clock-Skew': String(session.clockSkew),
    'X-Amelia-Timestamp': String(message.at),
  }
}

/** Fields of one type alone, JSON among them encoded as the switch says. */
export function typeFields(message: Delivery, switches: AmeliaSwitches): Record<string, unknown> {
  const { closedBy, ...fields } = message.fields
  const told = closedBy !== undefined && switches.closedBy === 'present' ? { closedBy } : {}
  const encoded = Object.entries(message.json).map(([name, value]) => [
    name,
    encodeNested(value, switches.nestedJson),
  ])
  return { ...fields, ...told, ...Object.fromEntries(encoded) }
}

function textFields({ responsePool }: AmeliaSwitches): Record<string, unknown> {
  const base = { hintText: null, emoticon: 'SIMPLE_SMILE' }
  switch (responsePool) {
    case 'text':
      return { ...base, responsePool: null }
    case 'context':
      return { ...base, responsePoolContext: { identifier: { groupCode: 'default', poolCode: 'greeting' } } }
    case 'absent':
      return base
  }
}
