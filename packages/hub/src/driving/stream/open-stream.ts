import {
  asConversationError,
  type Connector,
  type ConversationError,
  createStopSwitch,
  followStream,
  pause,
  type StopSwitch,
  type StreamArrival,
} from '@conversation-hub/core'
import type { ConversationRecord } from '../../conversations/record'
import type { LogEntry } from '../../settings/settings'
import type { EchoProof } from './echo-proof'
import { sessionInUse } from './session-in-use'
import type { StepKeeping } from './step-keeping'
import type { StreamOptions } from './stream-options'
import type { WhyOpening } from './stream-pace'

/** After a failure for good of a stream whose conversation lives on, it is tried again after this time. */
const TROUBLE_PAUSE_MS = 30_000
/** How often it is looked whether the lease is back, in milliseconds. */
const LOOK_FOR_LEASE_EVERY_MS = 500

/** The event stream of one platform session. */
export interface OpenStream {
  readonly sessionNumber: number
  readonly stop: AbortController
  /** Resolves when the stream is open for the first time. */
  readonly opened: Promise<void>
  /** Resolves when it is not read any more. */
  readonly finished: Promise<void>
  readonly lastStepWithinMs: number | undefined
  /** Opens it now, if it waits to be opened anew. */
  hurry(): void
}

interface Circumstances extends StreamOptions {
  readonly connector: Connector
  readonly arrival: StreamArrival
  /** The conversation as it was when the stream was wanted. */
  readonly first: ConversationRecord
  /** It was open before, so that something may have been missed. */
  readonly resumed: boolean
  readonly echo: EchoProof
  readonly steps: StepKeeping
  /** This instance stops: the step that is under way is the last. */
  readonly isEnough: () => boolean
  /** The platform did not take the access; it is being renewed. */
  readonly onAccessRefused: () => void
  /** The platform does not know the session, which was never started: another stream is opened for the next one. */
  readonly onNeverStarted: () => void
}

/** Opens the stream, and opens it anew whenever it breaks off, until it is stopped or its session is gone. */
export function openStream(circumstances: Circumstances): OpenStream {
  const { context, conversation, connector, arrival, first, steps, echo, signal, isEnough } = circumstances
  const { sessionNumber, managedBy: platform } = first.row
  const { id: conversationId } = conversation
  const stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort(), { once: true })
  // Whoever was stopped while the record was being read has no use for a stream, and nobody would ever end it.
  if (signal.aborted) stop.abort()
  let onOpened = () => {}
  const opened = new Promise<void>((resolve) => {
    onOpened = resolve
  })
  /** Present once it had to wait to be opened anew. */
  let waiting: StopSwitch | undefined
  let latest = first
  const session = sessionInUse(circumstances.access, record)
  let comesBack: WhyOpening | undefined = circumstances.takenOver ? 'taken-over' : undefined

  /**
   * What another instance has changed is read anew, and after a move belongs to another stream: until this one is
   * stopped, it goes on with what it knew.
   */
  function record(): ConversationRecord {
    const known = context.journal.peek(conversationId)
    if (known?.row.sessionNumber === sessionNumber) latest = known
    return latest
  }

  /** What a poll takes away at the platform could not be kept now, and may belong to another instance. */
  const mustNotTake = () => arrival.lastStepWithinMs !== undefined && !context.mayAct()

  async function follow(): Promise<void> {
    while (mustNotTake() && !isEnough() && !stop.signal.aborted) {
      await pause(LOOK_FOR_LEASE_EVERY_MS, stop.signal)
    }
    if (isEnough() || stop.signal.aborted) return
    await followStream({
      connector,
      arrival,
      session: session.current,
      cursor: () => record().row.cursor,
      renew: () => {
        circumstances.onAccessRefused()
        return steps.heedLoss(circumstances.renew(session.last()))
      },
      keep: (events, cursor) =>
        arrival.lastStepWithinMs === undefined || events.length === 0
          ? steps.keep({ events, cursor, sessionNumber }, stop.signal)
          : steps.keepDrained({ events, cursor, sessionNumber }, stop.signal),
      mayOpen: async () => {
        echo.interrupted()
        // Only those that come back are paced, and they may be many at once; a start waits for nobody.
        if (comesBack) await context.mayOpenStream(connector.account, comesBack, stop.signal)
        comesBack = 'dropped'
        const read = await steps.insist(() => conversation.get(), stop.signal)
        if (read.row.sessionNumber === sessionNumber) latest = read
      },
      onOpened,
      isEnough: () => isEnough() || mustNotTake(),
      sooner() {
        waiting = createStopSwitch()
        return waiting
      },
      onTrouble(error) {
        if (!stop.signal.aborted) tell({ level: 'warn', event: 'stream-interrupted' }, error)
      },
      resumed: circumstances.resumed,
      signal: stop.signal,
    })
  }

  async function keepFollowing(): Promise<void> {
    while (!stop.signal.aborted && !isEnough()) {
      try {
        await follow()
      } catch (thrown) {
        if (stop.signal.aborted) return
        const error = asConversationError(thrown, 'Following the event stream')
        const isOver = error.code === 'platform-session-gone' || error.code === 'conversation-ended'
        if (isOver && !(await isStarted())) {
          // There is no conversation yet that could have ended: the start is prepared anew, and opens another stream.
          tell({ level: 'warn', event: 'stream-interrupted' }, error)
          return circumstances.onNeverStarted()
        }
        tell({ level: 'error', event: 'stream-failed' }, error)
        // Nothing would ever tell of this end again: the stream is not opened any more.
        if (isOver) return await keepEnd(error)
        await pause(TROUBLE_PAUSE_MS, stop.signal)
      }
    }
  }

  function tell(what: Pick<LogEntry, 'level' | 'event'>, { code, message: detail }: ConversationError): void {
    echo.interrupted()
    context.log({ ...what, conversationId, ...(platform !== undefined && { platform }), code, detail })
  }

  async function isStarted(): Promise<boolean> {
    const read = await conversation.insist(() => conversation.get(), stop.signal).catch(() => undefined)
    return !read || (read.row.sessionStarted && read.row.sessionNumber === sessionNumber)
  }

  async function keepEnd({ code }: ConversationError): Promise<void> {
    const reason = code === 'conversation-ended' ? ('platform-error' as const) : ('platform-expired' as const)
    const ended = { type: 'ended' as const, id: 'session gone', reason }
    await steps.keep({ events: [ended], cursor: undefined, sessionNumber }, stop.signal).catch(() => {})
  }

  const finished = keepFollowing()
  const hurry = () => waiting?.stop()
  return { sessionNumber, stop, opened, finished, lastStepWithinMs: arrival.lastStepWithinMs, hurry }
}
