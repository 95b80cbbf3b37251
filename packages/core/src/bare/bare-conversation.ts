import type { KeptCommand, StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { runCommand, withDeadline } from '../connector/run-command'
import { type CustomerMessage, customerMessageSchema } from '../contract/customer-message'
import type { ConversationEvent } from '../contract/events'
import type { ConversationState } from '../contract/states'
import { intendedMessage } from '../degrade/intended-message'
import { fitToPlatform } from '../degrade/outgoing'
import { asConversationError, ConversationError } from '../errors/conversation-error'
import { parseRequest } from '../errors/from-zod'
import { createConversationRecord } from './conversation-record'
import { listen } from './listen'
import { tryCommand } from './try-command'

export interface BareOptions {
  /** Stops everything; the conversation at the platform goes on. */
  readonly signal?: AbortSignal
  /** What an operator should know: notices of the platform and troubles that are being retried. */
  readonly onNotice?: (text: string) => void
}

/** One conversation in memory. */
export interface BareConversation {
  readonly conversationId: string
  readonly state: ConversationState
  /** Keep these two, encrypted, to go on later with `resumeConversation`. */
  readonly session: PlatformSession
  readonly cursor: string | undefined
  /** Everything that happened and happens, from the first event on, until the end. */
  events(): AsyncIterable<ConversationEvent>
  /** Says something as the customer. Resolved with the `messageId` when the platform has taken it. */
  send(message: string | CustomerMessage): Promise<{ messageId: string }>
  /** Tells the platform that the customer types; nothing happens where the platform has no typing. */
  typing(typing: boolean): Promise<void>
  /** Tells the platform what became of its message; nothing happens where it has no receipts. */
  receipt(messageId: string, status: 'delivered' | 'read'): Promise<void>
  /** Ends the conversation at the platform, as the customer. */
  end(): Promise<void>
  /** Stops listening and leaves the conversation at the platform as it is. */
  close(): void
}

interface Kept {
  readonly conversationId: string
  readonly session: PlatformSession
  readonly cursor?: string
  /** Present at a start, absent when a conversation is taken up again. */
  readonly start?: StartCommand
}

export async function driveInMemory(
  connector: Connector,
  { conversationId, start, ...kept }: Kept,
  { signal, onNotice = () => {} }: BareOptions,
): Promise<BareConversation> {
  const stopping = new AbortController()
  const record = createConversationRecord(onNotice)
  let { session, cursor } = kept
  let renewing: Promise<void> | undefined
  let lastCommand: Promise<unknown> = Promise.resolve()

  const stop = () => {
    stopping.abort()
    record.log.close()
  }
  signal?.addEventListener('abort', stop, { once: true })

  function receive(events: Iterable<PlatformEvent>): void {
    for (const event of events) record.receive(event)
    if (record.state === 'ended') stop()
  }

  function renew(): Promise<void> {
    renewing ??= withDeadline(async (context) => {
      if (connector.renew) session = await connector.renew(session, context)
    }).finally(() => {
      renewing = undefined
    })
    return renewing
  }

  async function run(command: KeptCommand): Promise<void> {
    const before = session
    const result = await tryCommand({
      connector,
      command,
      session: () => session,
      renew,
      signal: stopping.signal,
    })
    if (result.session !== before) session = result.session
    if (result.events) for await (const event of result.events) receive([event])
  }

  /** One command at a time, in the order of the calls; a failed one does not hold the next back. */
  function inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = lastCommand.then(work, work)
    lastCommand = result.catch(() => {})
    return result
  }

  const listening = listen({
    connector,
    session: () => session,
    cursor: () => cursor,
    renew,
    receive: (events, newCursor) => {
      if (newCursor !== undefined) cursor = newCursor
      receive(events)
    },
    fail: (error) => {
      onNotice(error.message)
      const reason = error.code === 'platform-session-gone' ? 'platform-expired' : 'platform-error'
      record.receive({ type: 'ended', id: `failed ${error.code}`, reason })
      stop()
    },
    onTrouble: (error) => onNotice(error.message),
    resumed: start === undefined,
    signal: stopping.signal,
  })

  if (start) {
    try {
      await listening.beforeStart()
      await run(start)
    } catch (thrown) {
      stop()
      throw asConversationError(thrown, 'Starting the conversation')
    }
  }
  listening.afterStart()

  const live = () => {
    if (record.state !== 'ended') return
    throw new ConversationError('conversation-ended', 'The conversation has ended; start a new one.')
  }

  return {
    conversationId,
    get state() {
      return record.state
    },
    get session() {
      return session
    },
    get cursor() {
      return cursor
    },
    events: () => record.log.read(),
    async send(message) {
      live()
      const said = parseRequest(
        customerMessageSchema,
        typeof message === 'string' ? { text: message } : message,
        'The message',
      )
      const intended = intendedMessage(said, record.offers)
      const messageId = crypto.randomUUID()
      record.keep({
        type: 'message',
        messageId,
        author: { role: 'customer' },
        parts: [{ type: 'text', text: intended.shownAs }],
      })
      const fitted = fitToPlatform(intended.message, connector.capabilities, intended)
      record.said(messageId, fitted.type === 'text' ? fitted.text : intended.shownAs)
      await inOrder(() => run({ type: 'send', commandId: messageId, messageId, message: fitted }))
      return { messageId }
    },
    async typing(typing) {
      live()
      const command = { type: 'typing' as const, commandId: crypto.randomUUID(), typing }
      await inOrder(() => withDeadline((context) => runCommand(connector, command, session, context)))
    },
    async receipt(messageId, status) {
      live()
      await inOrder(() => run({ type: 'receipt', commandId: crypto.randomUUID(), messageId, status }))
    },
    async end() {
      if (record.state === 'ended') return
      await inOrder(() => run({ type: 'end', commandId: crypto.randomUUID(), reason: 'customer-ended' }))
      record.receive({ type: 'ended', id: 'customer ended', reason: 'customer-ended' })
      stop()
    },
    close: stop,
  }
}
