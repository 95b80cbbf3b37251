import type { EventFrame } from '../../../http/event-stream'
import { CHANNEL_ADDRESS } from '../../messaging/state/channel'
import { type Entry, eventNameOf } from '../../messaging/state/entry'
import type { SalesforceSwitches } from '../../switches'

/** A conversation entry as both the stream and the entries list write it. */
export function conversationEntry(entry: Entry, payloadAs: 'string' | 'object') {
  const { displayName, ...sender } = entry.sender
  const payload = { entryType: entry.entryType, id: entry.identifier, ...entry.payload }
  return {
    senderDisplayName: displayName,
    identifier: entry.identifier,
    entryType: entry.entryType,
    entryPayload: payloadAs === 'string' ? JSON.stringify(payload) : payload,
    sender: { ...sender, clientIdentifier: sender.subject },
    contextParamMap: {},
    visibilityStrategy: 'Default',
    transcriptedTimestamp: entry.at,
    relatedRecords: entry.relatedRecords,
    clientTimestamp: entry.at,
    clientDuration: 0,
  }
}

export function eventFrame(entry: Entry, { ssePayload }: SalesforceSwitches): EventFrame {
  const envelope = {
    channelPlatformKey: entry.subject,
    channelType: 'embedded_messaging',
    channelAddressIdentifier: CHANNEL_ADDRESS,
    conversationId: entry.conversationId,
    conversationEntry: conversationEntry(entry, ssePayload),
  }
  return { event: eventNameOf(entry.entryType), data: JSON.stringify(envelope), id: String(entry.eventId) }
}

export function pingFrame({ pingBody }: SalesforceSwitches): EventFrame {
  return { event: 'ping', data: pingBody === 'number' ? '0' : '{}' }
}

/** Salesforce adds event types at any time; a client has to pass over them. */
export function unknownFrame(conversationId: string): EventFrame {
  return { event: 'CONVERSATION_SOMETHING_NEW', data: JSON.stringify({ conversationId, something: 'new' }) }
}
