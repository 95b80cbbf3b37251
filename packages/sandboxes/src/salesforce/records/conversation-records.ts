import { salesforceSandboxCredentials } from '../credentials'
import { CHANNEL_ADDRESS } from '../messaging/state/channel'
import type { Chat } from '../messaging/state/chat'
import type { Chats } from '../messaging/state/chats'
import { withChecksum } from '../record-id'
import type { StoredRecord } from './records'

const CHANNEL_IDS = { web: withChecksum('0MjSB0000000001'), custom: withChecksum('0MjSB0000000002') }
const MESSAGE_TYPES = { web: 'EmbeddedMessaging', custom: 'Custom' }

/** What the messaging product writes into the org by itself; seen by several clients that queried for it. */
export function conversationRecords(object: string, chats: Chats): StoredRecord[] {
  switch (object) {
    case 'Conversation':
      return [...chats.all()].map(conversation)
    case 'MessagingSession':
      return [...chats.all()].flatMap(messagingSession)
    case 'MessagingEndUser':
      return [...chats.all()].map(messagingEndUser)
    case 'MessagingChannel':
      return messagingChannels()
    default:
      return []
  }
}

function conversation(chat: Chat): StoredRecord {
  const fields = {
    ConversationIdentifier: chat.conversationId,
    ConversationChannelId: CHANNEL_IDS[chat.channel],
    StartTime: iso(chat.startedAt),
    EndTime: iso(chat.closedAt),
  }
  return { object: 'Conversation', id: chat.recordId, fields }
}

function messagingSession(chat: Chat): StoredRecord[] {
  const { session } = chat
  if (session === undefined) return []
  const fields = {
    Status: session.status,
    // The record's id, not the client's own UUID.
    ConversationId: chat.recordId,
    MessagingEndUserId: endUserId(chat),
    MessagingChannelId: CHANNEL_IDS[chat.channel],
    AgentType: chat.handler === 'agent' ? 'Agent' : 'Bot',
    Origin: 'InboundInitiated',
    ChannelType: MESSAGE_TYPES[chat.channel],
    StartTime: iso(session.startedAt),
    AcceptTime: iso(session.startedAt),
    EndTime: iso(session.endedAt),
  }
  return [{ object: 'MessagingSession', id: session.sessionId, fields }]
}

function messagingEndUser(chat: Chat): StoredRecord {
  const fields = {
    MessagingPlatformKey: chat.subject,
    MessageType: MESSAGE_TYPES[chat.channel],
    MessagingChannelId: CHANNEL_IDS[chat.channel],
    // Salesforce does not link a person to a Contact by itself, not even a verified one.
    ContactId: null,
    AccountId: null,
    MessagingConsentStatus:
      chat.consentStatus === 'OptedOut' ? 'OptOut' : (chat.consentStatus ?? 'ImplicitlyOptedIn'),
    Name: chat.routingAttributes._firstName ?? 'Guest',
  }
  return { object: 'MessagingEndUser', id: endUserId(chat), fields }
}

function messagingChannels(): StoredRecord[] {
  const { deployment, byocAddress, byocChannel } = salesforceSandboxCredentials
  const channel = (kind: 'web' | 'custom', address: string, name: string): StoredRecord => {
    const names = { MasterLabel: name, DeveloperName: name }
    const fields = {
      ChannelAddressIdentifier: address,
      MessageType: MESSAGE_TYPES[kind],
      ...names,
      IsActive: true,
    }
    return { object: 'MessagingChannel', id: CHANNEL_IDS[kind], fields }
  }
  return [channel('web', CHANNEL_ADDRESS, deployment), channel('custom', byocAddress, byocChannel)]
}

/** The end user's id is made from the conversation record's id: nothing else has to be kept for it. */
function endUserId(chat: Chat): string {
  return withChecksum(`0PA${chat.recordId.slice(3, 15)}`)
}

function iso(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString()
}
