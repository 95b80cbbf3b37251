import type { KeyObject } from 'node:crypto'
import type { CustomerIdentitySettings } from '../identity/customer-identity'
import type { Messaging } from '../messaging/messaging'
import { createLimiter, type Limiter } from './limiter'
import { createStreams, type Streams } from './streams/streams'

/** Messaging as its web channel reaches it. */
export interface EnhancedChat extends Messaging {
  readonly streams: Streams
  readonly limiter: Limiter
  readonly key: KeyObject
  readonly identity: CustomerIdentitySettings | undefined
}

export function openEnhancedChat(
  messaging: Messaging,
  access: Pick<EnhancedChat, 'key' | 'identity'>,
): EnhancedChat {
  const { chats, switches } = messaging
  return {
    ...messaging,
    ...access,
    streams: createStreams(chats, switches),
    limiter: createLimiter(switches),
  }
}
