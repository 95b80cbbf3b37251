import type { CustomerIdentitySettings } from '../identity/customer-identity'
import type { CustomerTokens } from '../identity/customer-token'
import type { Messaging } from '../messaging/messaging'
import { createLimiter, type Limiter } from './limiter'
import { createStreams, type Streams } from './streams/streams'

/** Messaging as its web channel reaches it. */
export interface EnhancedChat extends Messaging {
  readonly streams: Streams
  readonly limiter: Limiter
  readonly tokens: CustomerTokens
  readonly identity: CustomerIdentitySettings | undefined
}

export function openEnhancedChat(
  messaging: Messaging,
  access: Pick<EnhancedChat, 'tokens' | 'identity'>,
): EnhancedChat {
  const { chats, switches } = messaging
  return {
    ...messaging,
    ...access,
    streams: createStreams(chats, switches),
    limiter: createLimiter(switches),
  }
}
