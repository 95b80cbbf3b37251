import { type Conversation, ConversationError } from '@conversation-hub/core'
import type { Hub } from '@conversation-hub/hub'
import type { HubContext } from '../http/env'
import { createRecentMap } from '../http/recent-map'
import type { SessionCaller } from './caller'

/** How long a session is believed to own what it owned, in milliseconds; another instance may move the customer. */
const BELIEVED_MS = 2_000
const REMEMBERED_CONVERSATIONS = 20_000

export interface Ownership {
  /** Throws `conversation-not-found` unless the caller may use the conversation. */
  check(c: HubContext, conversationId: string): Promise<void>
  /**
   * Looks anew, at what was read to be shown: of a conversation whose customer has gone on elsewhere, on whatever
   * instance, the session that had it is shown nothing that was said since. Throws as `check` does.
   */
  confirm(c: HubContext, conversationId: string): Promise<void>
  /** The conversation, where the caller may see it; throws `conversation-not-found` otherwise. */
  read(c: HubContext, conversationId: string): Promise<Conversation>
  /** Its customer was moved: whoever it belonged to is asked for anew. */
  forget(conversationId: string): void
}

/**
 * A session sees the conversations whose destination it is. What belongs to somebody else reads exactly like
 * what does not exist, and the attempt is logged.
 */
export function createOwnership(hub: Hub): Ownership {
  const believed = createRecentMap<{ readonly sessionId: string; readonly until: number }>(
    REMEMBERED_CONVERSATIONS,
  )

  async function readOwn(c: HubContext, conversationId: string, caller: SessionCaller) {
    const conversation = await hub.getConversation(conversationId).catch((thrown: unknown) => {
      throw isNotFound(thrown) ? notFound() : thrown
    })
    if (!isOwn(conversation, caller)) {
      c.get('record').refusedConversation = true
      throw notFound()
    }
    believed.set(conversationId, { sessionId: caller.sessionId, until: performance.now() + BELIEVED_MS })
    return conversation
  }

  return {
    async check(c, conversationId) {
      const caller = c.get('caller')
      c.get('record').conversationId = conversationId
      if (caller.kind !== 'session') return
      const known = believed.get(conversationId)
      if (known?.sessionId === caller.sessionId && known.until >= performance.now()) return
      await readOwn(c, conversationId, caller)
    },
    async confirm(c, conversationId) {
      const caller = c.get('caller')
      c.get('record').conversationId = conversationId
      if (caller.kind === 'session') await readOwn(c, conversationId, caller)
    },
    async read(c, conversationId) {
      const caller = c.get('caller')
      c.get('record').conversationId = conversationId
      return caller.kind === 'session'
        ? readOwn(c, conversationId, caller)
        : hub.getConversation(conversationId)
    },
    forget: (conversationId) => believed.delete(conversationId),
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
