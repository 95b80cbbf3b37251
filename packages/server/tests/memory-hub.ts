import { randomUUID } from 'node:crypto'
import {
  type Conversation,
  ConversationError,
  type MessageEvent,
  type MessagePart,
  type NewEvent,
  parseRequest,
  startRequestSchema,
} from '@conversation-hub/core'
import type { WebSession } from '@conversation-hub/hub'
import { memoryConsents } from './memory-consents'
import { deliver, type MemoryConversation } from './memory-conversation'
import { memoryDeadLetters } from './memory-dead-letters'
import type { MemoryHub } from './memory-hub-face'

const RESOURCES = ['web', 'web-2', 'sms']

export type { MemoryHub }

export function createMemoryHub(): MemoryHub {
  const sessions = new Map<string, WebSession>()
  const conversations = new Map<string, MemoryConversation>()
  const failures: unknown[] = []

  function find(conversationId: string): MemoryConversation {
    const kept = conversations.get(conversationId)
    if (!kept) {
      throw new ConversationError('conversation-not-found', `There is no conversation "${conversationId}".`)
    }
    return kept
  }

  function findLive(conversationId: string): MemoryConversation {
    const kept = find(conversationId)
    if (kept.conversation.state === 'ended') {
      throw new ConversationError('conversation-ended', 'The conversation has ended.')
    }
    return kept
  }

  function keep(kept: MemoryConversation, event: NewEvent): void {
    const at = new Date().toISOString()
    const numbered = { ...event, seq: kept.events.length + 1, at }
    kept.events.push(numbered)
    if (numbered.type === 'state') kept.conversation = { ...kept.conversation, state: numbered.state }
    if (numbered.type === 'state' && numbered.reason) {
      kept.conversation = { ...kept.conversation, endReason: numbered.reason, endedAt: at }
    }
    for (const wake of kept.listeners) wake()
  }

  function say(
    kept: MemoryConversation,
    messageId: string,
    parts: MessagePart[],
    author: MessageEvent['author'],
  ): void {
    keep(kept, { type: 'message', messageId, author, parts })
  }

  function called(name: string, ...input: unknown[]): undefined {
    hub.calls.push({ name, input })
    if (failures.length > 0) throw failures.shift()
  }

  const hub: MemoryHub = {
    webhooks: [],
    calls: [],
    files: new Map(),
    deadLetters: [],
    sessionLifeMs: 3_600_000,
    happen: (conversationId, event) => keep(find(conversationId), event),
    pass(conversationId, event) {
      const delivered = { type: event.type, json: JSON.stringify(event) }
      for (const take of find(conversationId).passing) take(delivered)
    },
    listeners: (conversationId) => find(conversationId).listeners.size,
    failNext: (thrown) => void failures.push(thrown),

    async startSession(request) {
      called('startSession', request)
      const { resourceId, customerIdentifier } = request
      if (!RESOURCES.includes(resourceId)) {
        throw new ConversationError('resource-unknown', `There is no resource "${resourceId}".`)
      }
      const sessionId = randomUUID()
      const session: WebSession = {
        sessionId,
        resourceId,
        expiresAt: new Date(Date.now() + hub.sessionLifeMs).toISOString(),
        ...(customerIdentifier !== undefined && { customerIdentifier }),
      }
      sessions.set(sessionId, session)
      if (resourceId !== 'web') return session
      const { conversationId } = await hub.startConversation({ resourceId, customerDestination: sessionId })
      return { ...session, conversationId }
    },
    findSession: async (sessionId) => sessions.get(sessionId),
    checkAvailability: async (id) => called('checkAvailability', id) ?? { available: 'yes', platform: 'sms' },
    async startConversation(written) {
      called('startConversation', written)
      const request = parseRequest(startRequestSchema, written, 'The start request')
      const live = [...conversations.values()].find(
        ({ conversation: { state, resourceId, customerDestination } }) =>
          state !== 'ended' &&
          resourceId === request.resourceId &&
          customerDestination === request.customerDestination,
      )
      if (live) {
        const { conversationId, state } = live.conversation
        return { conversationId, created: false, state }
      }
      const { resourceId, customerDestination, customerIdentifier, attributes = {} } = request
      const conversation: Conversation = {
        conversationId: randomUUID(),
        resourceId,
        customerDestination,
        state: 'starting',
        attributes,
        createdAt: new Date().toISOString(),
        ...(customerIdentifier !== undefined && { customerIdentifier }),
      }
      const { conversationId, state } = conversation
      conversations.set(conversationId, {
        conversation,
        events: [],
        listeners: new Set(),
        passing: new Set(),
      })
      return { conversationId, created: true, state }
    },
    async getConversation(conversationId) {
      called('getConversation', conversationId)
      return find(conversationId).conversation
    },
    async findConversations(filter) {
      called('findConversations', filter)
      const { customerIdentifier, limit = 50, cursor = '0' } = filter
      const found = [...conversations.values()]
        .map(({ conversation }) => conversation)
        .filter((one) => customerIdentifier === undefined || one.customerIdentifier === customerIdentifier)
      const from = Number(cursor)
      const isMore = found.length > from + limit
      return {
        conversations: found.slice(from, from + limit),
        ...(isMore && { cursor: String(from + limit) }),
      }
    },
    async sendMessage(conversationId, message, options) {
      called('sendMessage', conversationId, message, options)
      const kept = findLive(conversationId)
      const messageId = message.clientMessageId ?? randomUUID()
      const text = 'text' in message ? message.text : JSON.stringify(message)
      say(kept, messageId, [{ type: 'text', text }], options?.author ?? { role: 'customer' })
      return { messageId }
    },
    async sendFile(conversationId, file) {
      called('sendFile', conversationId, file)
      const kept = findLive(conversationId)
      const { name, mediaType, content } = file
      const fileId = randomUUID()
      hub.files.set(fileId, { fileId, name, mediaType, content })
      const url = `/v1/conversations/${conversationId}/files/${fileId}`
      const part = { type: 'attachment' as const, name, mediaType, bytes: content.length, url }
      say(kept, fileId, [part], { role: 'customer' })
      return { messageId: fileId }
    },
    async readFile(conversationId, fileId) {
      find(conversationId)
      const file = hub.files.get(fileId)
      if (!file) throw new ConversationError('not-found', 'The conversation has no such file.')
      return file
    },
    async setTyping(conversationId, typing) {
      called('setTyping', conversationId, typing)
      findLive(conversationId)
    },
    async addReceipt(conversationId, receipt) {
      called('addReceipt', conversationId, receipt)
      keep(findLive(conversationId), { type: 'receipt', ...receipt })
    },
    async closeConversation(conversationId, reason = 'operator') {
      called('closeConversation', conversationId, reason)
      const kept = find(conversationId)
      keep(kept, { type: 'state', state: 'ended', reason })
      return kept.conversation
    },
    async moveConversation(conversationId, to) {
      called('moveConversation', conversationId, to)
      const kept = findLive(conversationId)
      kept.conversation = { ...kept.conversation, managedBy: to.platform }
      return { ...kept.conversation, transcript: { handedOver: 2, leftOut: 1 } }
    },
    async moveCustomer(conversationId, to) {
      called('moveCustomer', conversationId, to)
      const kept = findLive(conversationId)
      const { onLive: _, ...place } = to
      kept.conversation = { ...kept.conversation, ...place }
      for (const wake of kept.listeners) wake()
      return kept.conversation
    },
    async updateCustomerIdentifier(conversationId, customerIdentifier) {
      called('updateCustomerIdentifier', conversationId, customerIdentifier)
      const kept = find(conversationId)
      kept.conversation = { ...kept.conversation, customerIdentifier }
      return kept.conversation
    },
    async getTranscript(conversationId) {
      called('getTranscript', conversationId)
      const messages = find(conversationId).events.filter((event) => event.type === 'message')
      return { conversationId, messages }
    },
    ...memoryConsents(called),
    async eraseCustomer(customerIdentifier) {
      called('eraseCustomer', customerIdentifier)
      const found = [...conversations].filter(
        ([, one]) => one.conversation.customerIdentifier === customerIdentifier,
      )
      for (const [id] of found) conversations.delete(id)
      return found.length
    },
    async listen(conversationId, afterSeq, listener, { customerDestination } = {}) {
      called('listen', conversationId, afterSeq)
      return deliver(find(conversationId), afterSeq, listener, customerDestination)
    },
    async receiveWebhook(name, request) {
      called('receiveWebhook', name)
      if (name !== 'twilio') throw new ConversationError('platform-unknown', `Nothing is named "${name}".`)
      if (request.headers.get('x-signature') !== 'right') {
        throw new ConversationError('unauthorized', 'The signature does not fit.')
      }
      hub.webhooks.push(request)
      return undefined
    },
    ...memoryDeadLetters(called, () => hub.deadLetters),
    checkReady: async () => called('checkReady'),
    describe: () => ({ resources: [], platforms: [], bindings: { support: 'web' }, webhooks: ['twilio'] }),
    measure: () => ({ conversations_driven: conversations.size }),
    async close() {},
  }
  return hub
}
