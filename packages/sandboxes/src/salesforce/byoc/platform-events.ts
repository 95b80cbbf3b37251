import { salesforceSandboxCredentials } from '../credentials'
import { channelAddress } from '../messaging/state/channel'
import type { Chat } from '../messaging/state/chat'
import type { Entry } from '../messaging/state/entry'
import { endUser } from '../messaging/state/senders'
import type { SalesforceSwitches } from '../switches'

const { byocEvent, byocEventTypeField, byocPayloadField } = salesforceSandboxCredentials

/** The channel of a CometD subscription. */
export const BYOC_EVENT_CHANNEL = `/event/${byocEvent}`

/** Whether the partner hears of the entry: of everything in its conversations but what it said itself. */
export function isPublished(entry: Entry, chat: Chat | undefined): boolean {
  return (
    chat?.channel === 'custom' &&
    entry.sender.role !== 'EndUser' &&
    entry.entryType !== 'StreamingToken' &&
    entry.payload.isHistory !== true
  )
}

/** The platform event as a subscriber receives it. Replay ids rise, and have gaps. */
export function platformEvent(entry: Entry, chat: Chat, { platformEventPayload }: SalesforceSwitches) {
  const { displayName: _unsaid, ...recipient } = endUser(chat)
  const conversation = {
    conversationIdentifier: chat.conversationId,
    channelAddressIdentifier: channelAddress(chat),
    recipient,
  }
  if (entry.entryType === 'RoutingRequested') {
    const asked = { conversationIdentifier: chat.conversationId, ...entry.payload }
    const { conversationIdentifier: _inside, ...about } = conversation
    const nested = { ...about, payload: asked }
    return eventOf(entry, 'RoutingRequested', platformEventPayload === 'nested' ? nested : asked)
  }
  const { displayName: senderDisplayName, ...sender } = entry.sender
  const said = {
    senderDisplayName,
    identifier: entry.identifier,
    entryType: entry.entryType,
    entryPayload: { entryType: entry.entryType, id: entry.identifier, ...entry.payload },
    sender,
    transcriptedTimestamp: entry.at,
    clientTimestamp: entry.at,
    clientDuration: 0,
  }
  const payload =
    platformEventPayload === 'nested' ? { ...conversation, payload: said } : { ...conversation, ...said }
  return eventOf(entry, 'Interaction', payload)
}

function eventOf(entry: Entry, eventType: 'Interaction' | 'RoutingRequested', payload: object) {
  return {
    schema: 'sandbox',
    payload: {
      CreatedDate: new Date(entry.at).toISOString(),
      CreatedById: entry.sender.subject,
      [byocEventTypeField]: eventType,
      [byocPayloadField]: JSON.stringify(payload),
    },
    event: { replayId: entry.eventId },
  }
}
