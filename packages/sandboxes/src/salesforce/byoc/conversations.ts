import { randomUUID } from 'node:crypto'
import { salesforceSandboxCredentials } from '../credentials'
import type { Messaging } from '../messaging/messaging'
import { beginSession, beginUnroutedSession, routeSession } from '../messaging/session'
import { type Chat, hasLiveSession } from '../messaging/state/chat'
import { newRecordId } from '../record-id'
import { InteractionRefusal } from './refusal'

const { byocAddress } = salesforceSandboxCredentials

export function checkAddress(address: string): void {
  if (address !== byocAddress) {
    throw new InteractionRefusal(10017, 'The channelAddressIdentifier provided does not exist.')
  }
}

/** The one conversation of the channel's end user, if there is one that is not closed. */
export function findBySubject({ chats }: Messaging, subject: string): Chat | undefined {
  return [...chats.all()].find(
    (chat) => chat.channel === 'custom' && chat.subject === subject && chat.closedAt === undefined,
  )
}

export function findById({ chats }: Messaging, conversationIdentifier: string): Chat {
  const chat = chats.get(conversationIdentifier)
  if (chat?.channel === 'custom') return chat
  throw new InteractionRefusal(10018, 'The conversation identifier is not valid.')
}

/** Gets the end user's conversation or creates it, with a live session in any case. */
export function getOrCreate(
  platform: Messaging,
  subject: string,
  routingAttributes: Record<string, string> | undefined,
  cause: 'conversation' | 'interaction' | 'history',
): Chat {
  const { byocRouting } = platform.switches()
  const isRoutedNow =
    (byocRouting === 'on-conversation' && cause !== 'history') ||
    (byocRouting === 'on-interaction' && cause === 'interaction')
  const chat = findBySubject(platform, subject) ?? create(platform, subject)
  const isWaitingToBeRouted = chat.session?.status === 'New' && chat.script.length === 0
  if (hasLiveSession(chat) && !(isWaitingToBeRouted && isRoutedNow)) return chat

  // A session that waits to be routed is routed; it does not make way for another one.
  const begun = { ...chat, routingAttributes: routingAttributes ?? chat.routingAttributes }
  if (hasLiveSession(chat)) routeSession(platform, platform.chats.save(begun))
  else if (isRoutedNow) beginSession(platform, begun)
  else beginUnroutedSession(platform, begun)
  return platform.chats.get(chat.conversationId) ?? begun
}

function create({ chats }: Messaging, subject: string): Chat {
  const now = Date.now()
  return chats.save({
    conversationId: randomUUID(),
    channel: 'custom',
    subject,
    recordId: newRecordId('0dw'),
    routingAttributes: {},
    routingStatus: 'NEEDS_ROUTING',
    handler: 'nobody',
    menuOffered: false,
    script: [],
    acknowledged: {},
    startedAt: now,
    updatedAt: now,
  })
}
