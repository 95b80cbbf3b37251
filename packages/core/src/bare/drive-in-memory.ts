import type { KeptCommand, StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import type { BareConversation, BareOptions } from './bare-conversation'
import { createCommandQueue } from './command-queue'
import { createConversationRecord } from './conversation-record'
import { listen } from './listen'
import { createSessionKeeper } from './session-keeper'
import { speakAsCustomer } from './speak-as-customer'
import { tryCommand } from './try-command'

interface Kept {
  readonly conversationId: string
  readonly session: PlatformSession
  readonly cursor?: string
  /** Present at a start, absent when a conversation is taken up again. */
  readonly start?: StartCommand
}

/** Puts record, queue, session and listening of one conversation together. */
export async function driveInMemory(
  connector: Connector,
  { conversationId, start, session, cursor: keptCursor }: Kept,
  { signal, onNotice = () => {} }: BareOptions,
): Promise<BareConversation> {
  /** Aborted when nobody cares any more: commands under way are given up. */
  const closed = new AbortController()
  /** Aborted then, and when the conversation has ended: nothing is listened to, and nothing tried again. */
  const over = new AbortController()
  const record = createConversationRecord(onNotice)
  const sessions = createSessionKeeper(connector, session, closed.signal)
  const inOrder = createCommandQueue()
  let cursor = keptCursor

  const finish = () => {
    over.abort()
    record.log.close()
    signal?.removeEventListener('abort', close)
  }
  function close() {
    closed.abort()
    finish()
  }
  signal?.addEventListener('abort', close, { once: true })
  if (signal?.aborted) close()

  function receive(events: Iterable<PlatformEvent>): void {
    for (const event of events) record.receive(event)
    if (record.state === 'ended') finish()
  }

  const onTrouble = (error: ConversationError) => onNotice(error.message)
  const run = (command: KeptCommand) =>
    tryCommand({
      connector,
      command,
      sessions,
      receive,
      onTrouble,
      isProven: record.isProven,
      closed: closed.signal,
      over: over.signal,
    })

  const listening = listen({
    connector,
    session: () => sessions.current,
    cursor: () => cursor,
    // In the queue, so that a command that is under way does not bring the old access back.
    renew: () => inOrder(sessions.renew),
    receive(events, newCursor) {
      if (newCursor !== undefined) cursor = newCursor
      receive(events)
    },
    fail(error) {
      onTrouble(error)
      const expired = error.code === 'platform-session-gone' || error.remedy === 'renew'
      const reason = expired ? 'platform-expired' : 'platform-error'
      receive([{ type: 'ended', id: `failed ${error.code}`, reason }])
    },
    onTrouble,
    resumed: start === undefined,
    signal: over.signal,
  })

  if (start) {
    try {
      await listening.beforeStart()
      await inOrder(() => run(start))
    } catch (thrown) {
      close()
      throw asConversationError(thrown, 'Starting the conversation')
    }
  }
  listening.afterStart()

  return {
    conversationId,
    get state() {
      return record.state
    },
    get session() {
      return sessions.current
    },
    get cursor() {
      return cursor
    },
    events: () => record.log.read(),
    ...speakAsCustomer({ connector, record, sessions, inOrder, run, receive, closed: closed.signal }),
    close,
  }
}
