import type { KeptCommand, StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import { createStopSwitch } from '../retry/stop-switch'
import type { BareConversation, BareOptions } from './bare-conversation'
import { createCommandQueue } from './command-queue'
import { conclude } from './conclude'
import { createConversationRecord } from './conversation-record'
import { DrivenConversation } from './driven-conversation'
import { listen } from './listen'
import { createSessionKeeper } from './session-keeper'
import { speakAsCustomer } from './speak-as-customer'
import { tryCommand } from './try-command'

interface Kept {
  readonly conversationId: string
  readonly session: PlatformSession
  readonly cursor?: string | undefined
  /** Present at a start, absent when a conversation is taken up again. */
  readonly start?: StartCommand
}

/** Puts record, queue, session and listening of one conversation together. */
export async function driveInMemory(
  connector: Connector,
  { conversationId, start, session, cursor }: Kept,
  { signal, onNotice = () => {} }: BareOptions,
): Promise<BareConversation> {
  /** Aborted when nobody cares any more: commands under way are given up. */
  const closed = createStopSwitch()
  /** Aborted then, and when the conversation has ended: nothing is listened to, and nothing tried again. */
  const over = createStopSwitch()
  const record = createConversationRecord(onNotice)
  const sessions = createSessionKeeper(connector, session, closed)
  const inOrder = createCommandQueue()
  const place = { cursor }
  let concluded: Promise<void> | undefined

  const finish = () => {
    over.stop()
    record.log.close()
    signal?.removeEventListener('abort', close)
  }
  function close() {
    closed.stop()
    finish()
  }
  signal?.addEventListener('abort', close, { once: true })
  if (signal?.aborted) close()

  function receive(events: Iterable<PlatformEvent>): void {
    for (const event of events) record.receive(event)
    if (record.state !== 'ended') return
    finish()
    // After the command that is under way, whose session is the newer one.
    concluded ??= inOrder(() =>
      conclude({ connector, conversationId, start, record, session: sessions.current, onTrouble, closed }),
    )
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
      closed,
      over,
    })

  const listening = listen({
    connector,
    session: () => sessions.current,
    cursor: () => place.cursor,
    // In the queue, so that a command that is under way does not bring the old access back.
    renew: () => inOrder(sessions.renew),
    receive(events, newCursor) {
      if (newCursor !== undefined) place.cursor = newCursor
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
    over,
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

  return new DrivenConversation({
    conversationId,
    record,
    sessions,
    place,
    speak: () => speakAsCustomer({ connector, record, sessions, inOrder, run, receive, closed }),
    concluded: () => concluded,
    close,
  })
}
