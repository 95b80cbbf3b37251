import { type Conversation, ConversationError } from '@conversation-hub/core'
import type { Hub } from '@conversation-hub/hub'
import type { HubContext } from '../http/env'
import { createRecentMap } from '../http/recent-map'
import type { SessionCaller } from './caller'

/** How long a session's ownership is remembered, in milliseconds. Not longer: another instance may move the customer. */
const BELIEVED_MS = 2_000
const REMEMBERED_CONVERSATIONS = 20_000

export interface Ownership {
  /** Throws `conversation-not-found` unless the caller may use the conversation. */
  check(c: HubContext, conversationId: string): Promise<void>
  /**
   * Checks once more, without trusting what is remembered, before something that was read is shown: a session whose
   * customer was moved elsewhere, on whatever instance, must not see what was said since. Throws like `check`.
   */
  confirm(c: HubContext, conversationId: string): Promise<void>
  /** The conversation. Throws `conversation-not-found` unless the caller may see it. */
  read(c: HubContext, conversationId: string): Promise<Conversation>
  /** To be called when its customer was moved: forgets to whom it belonged. */
  forget(conversationId: string): void
}

/**
 * Decides which conversations a session may see: those of which it is the destination. Any other looks exactly like one
 * that does not exist, and the attempt is logged.
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
