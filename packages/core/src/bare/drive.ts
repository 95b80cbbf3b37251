import type { KeptCommand, StartCommand } from '../connector/commands'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import { createStopSwitch, type StopSwitch } from '../retry/stop-switch'
import type { BareOptions } from './bare-conversation'
import { CommandQueue } from './command-queue'
import { conclude } from './conclude'
import { ConversationRecord } from './conversation-record'
import { type Listening, listen } from './listen'
import { SessionKeeper } from './session-keeper'
import { tryCommand } from './try-command'

interface Kept {
  readonly conversationId: string
  readonly session: PlatformSession
  readonly cursor?: string | undefined
  /** Absent when a conversation is resumed. */
  readonly start?: StartCommand
}

/**
 * Holds together what one conversation in memory consists of: record, queue, session, listening. It and they are classes,
 * because closures would make a start noticeably more expensive than the HTTP call that it makes.
 */
export class Drive {
  readonly connector: Connector
  readonly conversationId: string
  readonly start: StartCommand | undefined
  /** Stopped when the script closes the conversation: commands under way are given up. */
  readonly closed = createStopSwitch()
  /** Stopped then, and also when the conversation has ended: nothing is listened to or tried again. */
  readonly over = createStopSwitch()
  readonly commands = new CommandQueue()
  readonly sessions: SessionKeeper
  cursor: string | undefined
  /** Present once the stream had to wait to be opened anew; stopped when it is to be opened now. */
  waiting: StopSwitch | undefined = undefined
  /** Resolves when the connector has recorded how the conversation went. Absent before the end. */
  concluded: Promise<void> | undefined = undefined
  readonly #options: BareOptions
  #record: ConversationRecord | undefined = undefined
  readonly #listening: Listening | undefined
  #close: (() => void) | undefined = undefined

  constructor(connector: Connector, { conversationId, start, session, cursor }: Kept, options: BareOptions) {
    this.connector = connector
    this.conversationId = conversationId
    this.start = start
    this.cursor = cursor
    this.#options = options
    this.sessions = new SessionKeeper(connector, session, this.closed)
    this.#listening = listen(this)
  }

  /** Made when it is first asked for, because many scripts only start conversations. */
  get record(): ConversationRecord {
    this.#record ??= new ConversationRecord((text) => this.#options.onNotice?.(text))
    return this.#record
  }

  /** Resolves when the platform has taken the start, or at once if there is none. */
  async begin(): Promise<void> {
    this.#heedSignal()
    const { start } = this
    try {
      if (start && this.#listening?.beforeStart) await this.#listening.beforeStart()
      if (start) await this.commands.add(() => this.run(start))
    } catch (thrown) {
      this.close()
      throw asConversationError(thrown, 'Starting the conversation')
    }
    this.#listening?.afterStart()
  }

  run(command: KeptCommand): Promise<void> {
    return tryCommand(this, command)
  }

  /** It works, and is about to answer: a stream that failed several times, and waits for half a minute, is opened now. */
  taken(): void {
    this.waiting?.stop()
  }

  receive(events: Iterable<PlatformEvent>): void {
    for (const event of events) this.record.receive(event)
    if (this.record.state !== 'ended') return
    this.#finish()
    // After the command that is under way, because that may bring a newer session.
    this.concluded ??= this.commands.add(() => conclude(this))
  }

  /** Listening cannot go on. */
  fail(error: ConversationError): void {
    this.onTrouble(error)
    const expired = error.code === 'platform-session-gone' || error.remedy === 'renew'
    const reason = expired ? 'platform-expired' : 'platform-error'
    this.receive([{ type: 'ended', id: `failed ${error.code}`, reason }])
  }

  onTrouble(error: ConversationError): void {
    this.#options.onNotice?.(error.message)
  }

  close(): void {
    this.closed.stop()
    this.#finish()
  }

  #heedSignal(): void {
    const { signal } = this.#options
    if (!signal) return
    this.#close = () => this.close()
    signal.addEventListener('abort', this.#close, { once: true })
    if (signal.aborted) this.close()
  }

  #finish(): void {
    this.over.stop()
    this.record.log.close()
    if (this.#close) this.#options.signal?.removeEventListener('abort', this.#close)
  }
}
