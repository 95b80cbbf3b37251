import { type Conversation, ConversationError } from '@conversation-hub/core'
import type { Hub } from '@conversation-hub/hub'
import type { HubContext } from '../http/env'
import { createRecentMap } from '../http/recent-map'
import type { SessionCaller } from './caller'

/** How long a session is believed to own what it owned, in milliseconds; a customer rarely moves. */
const BELIEVED_MS = 10_000
const REMEMBERED_PAIRS = 20_000

export interface Ownership {
  /** Throws `conversation-not-found` unless the caller may use the conversation. */
  check(c: HubContext, conversationId: string): Promise<void>
  /** The conversation, where the caller may see it; throws `conversation-not-found` otherwise. */
  read(c: HubContext, conversationId: string): Promise<Conversation>
}

/**
 * A session sees the conversations whose destination it is. What belongs to somebody else reads exactly like
 * what does not exist, and the attempt is logged.
 */
export function createOwnership(hub: Hub): Ownership {
  const believedUntil = createRecentMap<number>(REMEMBERED_PAIRS)

  async function readOwn(c: HubContext, conversationId: string, caller: SessionCaller) {
    const conversation = await hub.getConversation(conversationId).catch((thrown: unknown) => {
      throw isNotFound(thrown) ? notFound() : thrown
    })
    if (!isOwn(conversation, caller)) {
      c.get('record').refusedConversation = true
      throw notFound()
    }
    believedUntil.set(`${caller.sessionId} ${conversationId}`, performance.now() + BELIEVED_MS)
    return conversation
  }

  return {
    async check(c, conversationId) {
      const caller = c.get('caller')
      c.get('record').conversationId = conversationId
      if (caller.kind !== 'session') return
      const until = believedUntil.get(`${caller.sessionId} ${conversationId}`)
      if (until === undefined || until < performance.now()) await readOwn(c, conversationId, caller)
    },
    async read(c, conversationId) {
      const caller = c.get('caller')
      c.get('record').conversationId = conversationId
      return caller.kind === 'session'
        ? readOwn(c, conversationId, caller)
        : hub.getConversation(conversationId)
    },
  }
}

function isOwn({ customerDestination, resourceId }: Conversation, caller: SessionCaller): boolean {
  return customerDestination === caller.sessionId && resourceId === caller.resourceId
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof ConversationError && thrown.code === 'conversation-not-found'
}

function notFound(): ConversationError {
  return new ConversationError('conversation-not-found', 'There is no such conversation, or it is not yours.')
}
