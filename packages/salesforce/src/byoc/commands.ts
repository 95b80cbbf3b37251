import type { OutgoingAttachment, ReceiptCommand } from '@conversation-hub/core'
import { entryIdIn } from '../entries/message-id'
import { contentOf, type SpokenMessage } from '../entries/outgoing'
import type { Session, StartedSession } from './session'
import type { ByocSettings } from './settings'

const endUser = (subject: string) => ({ subject, role: 'EndUser', appType: 'custom' })

export function conversationPayload(
  { subject, routingAttributes }: Session,
  { channelAddress }: ByocSettings,
) {
  return {
    channelAddressIdentifier: channelAddress,
    participants: [endUser(subject)],
    ...(Object.keys(routingAttributes).length > 0 && { routingAttributes }),
  }
}

type Routing = Exclude<ByocSettings['routing'], 'salesforce'>

/**
 * Where a bot or an agent routes a conversation further. A flow needs a queue to fall back on. Default: as the settings
 * say.
 */
export function furtherRouting({ queueId, flowId }: Routing, settings: Routing): Routing {
  const fallback = queueId ?? settings.queueId
  if (flowId !== undefined && fallback !== undefined) return { flowId, queueId: fallback }
  return queueId === undefined ? settings : { queueId }
}

export function routePayload(
  {
    conversationIdentifier,
    routingAttributes,
  }: Pick<StartedSession, 'conversationIdentifier' | 'routingAttributes'>,
  routing: Routing,
  routingType: 'Initial' | 'Transfer' | 'Conference' = 'Initial',
) {
  const { queueId, flowId } = routing
  const flow = flowId === undefined ? undefined : { flowId, ...(queueId !== undefined && { queueId }) }
  const to = flow ? { flow } : queueId === undefined ? undefined : { queueId }
  // Salesforce, Interaction Service: without routingInfo the channel's own setting counts.
  const routingInfo = to && { ...to, routingAttributes }
  return { conversationIdentifier, routingType, ...(routingInfo && { routingInfo }) }
}

export function consentPayload(
  { subject }: Session,
  consentStatus: string,
  { channelAddress }: ByocSettings,
) {
  return { endUserClientId: subject, channelAddressIdentifier: channelAddress, consentStatus }
}

/** One interaction of the customer's, as the JSON part of the request. */
export function interactionPayload(
  interaction: object,
  { subject }: Session,
  { channelAddress }: ByocSettings,
) {
  return { to: channelAddress, from: subject, interactions: [interaction] }
}

export function messageInteraction(id: string, message: SpokenMessage, timestamp = Date.now()) {
  // Salesforce, Interaction Service: the ids of entry and message have to be equal (error 10060).
  const payload = { id, entryType: 'Message', abstractMessage: { id, ...contentOf(message) } }
  return { interactionType: 'EntryInteraction', timestamp, payload }
}

export function typingInteraction(id: string, typing: boolean, timestamp = Date.now()) {
  const entryType = typing ? 'TypingStartedIndicator' : 'TypingStoppedIndicator'
  return { interactionType: 'EntryInteraction', timestamp, payload: { id, entryType, timestamp } }
}

export function fileInteraction(
  id: string,
  { text }: OutgoingAttachment,
  contentLength: number,
  timestamp = Date.now(),
) {
  const file = { attachmentIndex: 0, contentLength, ...(text && { text }) }
  return { interactionType: 'AttachmentInteraction', timestamp, id, ...file }
}

/** Tells Salesforce of a message of its own that a carrier could not bring to the customer. */
export function failureInteraction(
  { commandId: id, messageId, code }: Extract<ReceiptCommand, { status: 'failed' }>,
  { subject }: Session,
  timestamp = Date.now(),
) {
  const payload = {
    id,
    entryType: 'MessageDeliveryFailed',
    failedConversationEntryIdentifier: entryIdIn(messageId),
    recipient: endUser(subject),
    errorCode: code,
  }
  return { interactionType: 'EntryInteraction', timestamp, payload }
}

export function receiptPayload(
  { commandId, messageId, status }: ReceiptCommand,
  { subject, conversationIdentifier }: StartedSession,
  timestamp = Date.now(),
) {
  return {
    sender: endUser(subject),
    conversationIdentifier,
    acknowledgements: [
      {
        acknowledgementTimestamp: String(timestamp),
        acknowledgementType: status === 'read' ? 'Read' : 'Delivered',
        acknowledgedConversationEntryIdentifier: entryIdIn(messageId),
        acknowledgmentCreatedConversationEntryIdentifier: commandId,
      },
    ],
  }
}

export function endPayload(
  { subject, conversationIdentifier, messagingSessionId }: StartedSession,
  { channelAddress }: ByocSettings,
) {
  return {
    channelAddressIdentifier: channelAddress,
    conversationIdentifier,
    endUserClientId: subject,
    ...(messagingSessionId !== undefined && { sessionId: messagingSessionId }),
    operation: 'End',
    operationBy: 'EndUser',
  }
}
