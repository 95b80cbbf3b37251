import { baseOf, hubFilePath, webAddress } from './addresses'
import type { CallHub, HubReply } from './hub-call'
import type { KeptChat } from './kept-chat'
import { bodyOf, type OutboxEntry } from './outgoing'
import { type Fields, wordsOf } from './reading'
import { type ChatClientSettings, claimsOf } from './settings'

/** What a browser says about its own conversation, in the hub's paths and bodies. */
export interface ConversationCalls {
  /** Starts the conversation first where the resource does not start one with the session. */
  say(entry: OutboxEntry, signal: AbortSignal): Promise<HubReply>
  typing(isTyping: boolean): Promise<HubReply>
  read(messageId: string): Promise<HubReply>
  end(): Promise<HubReply>
  /** Where the browser can open a file without a header. */
  fileAddress(url: string): Promise<string | undefined>
}

export interface ConversationCallsSettings {
  readonly call: CallHub
  readonly server: string
  readonly settings: ChatClientSettings
  currentChat(): KeptChat | undefined
  onStarted(conversationId: string): void
}

/** Longer than for a text: a photo over a phone network. Milliseconds. */
const uploadTimeout = 120_000

export function conversationCalls(given: ConversationCallsSettings): ConversationCalls {
  const { call, server, settings, currentChat, onStarted } = given

  async function post(what: string, body: Fields | FormData, signal?: AbortSignal): Promise<HubReply> {
    const chat = currentChat()
    if (chat?.conversationId === undefined) return { outcome: 'gone' }
    const path = `/v1/conversations/${encodeURIComponent(chat.conversationId)}/${what}`
    const { token } = chat
    const timeout = body instanceof FormData ? { timeout: uploadTimeout } : {}
    return call({ path, body, token, ...timeout, ...(signal && { signal }) })
  }

  async function start(chat: KeptChat, signal: AbortSignal): Promise<HubReply> {
    const reply = await call({
      path: '/v1/conversations',
      body: {
        resourceId: settings.resourceId,
        customerDestination: chat.sessionId,
        ...claimsOf(settings),
      },
      token: chat.token,
      signal,
    })
    const conversationId = reply.outcome === 'accepted' ? wordsOf(reply.body.conversationId) : undefined
    if (conversationId !== undefined && currentChat()?.sessionId === chat.sessionId) onStarted(conversationId)
    // Without an id, a 2xx was not the hub's; and "no such conversation" cannot be meant of one to be made.
    if (reply.outcome === 'accepted' && conversationId === undefined) return { outcome: 'later' }
    if (reply.outcome === 'gone') return { outcome: 'refused', status: 404 }
    // How long the start takes says nothing of what is to be said.
    return reply.outcome === 'later' ? { outcome: 'later', afterMs: reply.afterMs } : reply
  }

  return {
    async say(entry, signal) {
      const chat = currentChat()
      if (chat && chat.conversationId === undefined) {
        const reply = await start(chat, signal)
        if (reply.outcome !== 'accepted') return reply
      }
      return post(entry.content.kind === 'file' ? 'attachments' : 'messages', bodyOf(entry), signal)
    },
    typing: (isTyping) => post('typing', { typing: isTyping }),
    read: (messageId) => post('receipts', { messageId, status: 'read' }),
    end: () => post('close', {}),
    async fileAddress(url) {
      const path = hubFilePath(url, server)
      if (path === undefined) return webAddress(url, baseOf(server))
      const reply = await call({ path: `${path}/link`, token: currentChat()?.token })
      const link = reply.outcome === 'accepted' ? wordsOf(reply.body.url) : undefined
      return link === undefined ? undefined : webAddress(link, baseOf(server))
    },
  }
}
