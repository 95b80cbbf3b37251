import {
  asConversationError,
  type Connector,
  type ConversationError,
  followStream,
  type PlatformEvent,
  type PlatformSession,
  pause,
  type Stoppable,
  type StreamArrival,
} from '@conversation-hub/core'
import type { ConversationRecord } from '../../conversations/record'
import type { WhyOpening } from '../../leases/stream-pace'
import type { LogEntry } from '../../settings/settings'
import { awaitOpening } from './await-opening'
import type { DriveContext } from '../drive-context'
import { echoProof } from './echo-proof'
import { LeaseLost } from '../lease-lost'
import type { OwnedConversation } from '../owned-conversation'
import type { PlatformAccess } from '../platform-access'
import { sessionInUse } from './session-in-use'

/** A stream that fails for good, while its conversation lives on, is tried again after this time. */
const TROUBLE_PAUSE_MS = 30_000
/** How often it is looked whether the lease is back, in milliseconds. */
const LOOK_FOR_LEASE_EVERY_MS = 500

interface Options {
  readonly context: DriveContext
  readonly conversation: OwnedConversation
  readonly access: PlatformAccess
  /** Renews the access, unless what was refused is not the access any more. */
  readonly renew: (refused?: PlatformSession) => Promise<void>
  /** Another instance has taken over. */
  readonly lost: () => void
  /** The conversation was somebody else's before: its stream may have been open there. */
  readonly takenOver: boolean
  readonly signal: Stoppable
}

export interface ConversationStream {
  /** Keeps the stream of the record's platform open, and no other. */
  follow(record: ConversationRecord): void
  /** Resolved when the stream is open, where the platform wants it open before the start. */
  openBeforeStart(connector: Connector): Promise<void>
  /** Waits for the platform's echo of a message; false when it would have come by now. */
  proof(messageId: string): Promise<boolean>
  /** Where reading takes messages away at the platform: resolved when the step that is under way is kept. */
  settle(): Promise<void>
}

/** The event stream of one conversation, where its platform has one per conversation. */
export function conversationStream(options: Options): ConversationStream {
  const { context, conversation, access, signal } = options
  const conversationId = conversation.id
  const { journal, log } = context
  let open:
    | {
        readonly sessionNumber: number
        readonly stop: AbortController
        readonly opened: Promise<void>
        readonly finished: Promise<void>
        readonly lastStepWithinMs: number | undefined
      }
    | undefined
  /** This instance stops: the step that is under way is the last. */
  let isEnough = false
  /** A start that waits for its stream has to let the renewal go first. */
  let onAccessRefused = () => {}
  const echo = echoProof(conversation, journal, signal)

  function start(
    connector: Connector,
    arrival: StreamArrival,
    first: ConversationRecord,
    resumed: boolean,
  ): void {
    const { sessionNumber, managedBy: platform } = first.row
    const stop = new AbortController()
    signal.addEventListener('abort', () => stop.abort(), { once: true })
    // Whoever was stopped while the record was being read has no use for a stream, and nobody would ever end it.
    if (signal.aborted) stop.abort()
    let onOpened = () => {}
    const opened = new Promise<void>((resolve) => {
      onOpened = resolve
    })
    let latest = first
    // What another instance has changed is read anew, and after a move belongs to another stream: until this one is
    // stopped, it goes on with what it knew.
    const record = () => {
      const known = journal.peek(conversationId)
      if (known?.row.sessionNumber === sessionNumber) latest = known
      return latest
    }
    const session = sessionInUse(access, record)
    let comesBack: WhyOpening | undefined = options.takenOver ? 'taken-over' : undefined
    // What a poll takes away at the platform could not be kept now, and others may be there to whom it belongs.
    const mustNotTake = () => arrival.lastStepWithinMs !== undefined && !context.mayAct()
    const follow = async () => {
      while (mustNotTake() && !isEnough && !stop.signal.aborted) {
        await pause(LOOK_FOR_LEASE_EVERY_MS, stop.signal)
      }
      if (isEnough || stop.signal.aborted) return
      await followStream({
        connector,
        arrival,
        session: session.current,
        cursor: () => record().row.cursor,
        renew: () => {
          onAccessRefused()
          return options.renew(session.last())
        },
        keep: (events, cursor) =>
          arrival.lastStepWithinMs === undefined || events.length === 0
            ? keepForSure(events, cursor, sessionNumber, stop.signal)
            : keepDrained(events, cursor, sessionNumber, stop.signal),
        mayOpen: async () => {
          echo.interrupted()
          // Only those that come back are paced, and they may be many at once; a start waits for nobody.
          if (comesBack) await context.mayOpenStream(connector.account, comesBack, stop.signal)
          comesBack = 'dropped'
          const read = await forSure(() => conversation.get(), stop.signal)
          if (read.row.sessionNumber === sessionNumber) latest = read
        },
        onOpened,
        isEnough: () => isEnough || mustNotTake(),
        onTrouble: (error) => tell({ level: 'warn', event: 'stream-interrupted' }, platform, error),
        resumed,
        signal: stop.signal,
      })
    }
    const finished = keepFollowing(follow, { sessionNumber, platform }, stop.signal)
    open = { sessionNumber, stop, opened, finished, lastStepWithinMs: arrival.lastStepWithinMs }
  }

  async function keepFollowing(
    follow: () => Promise<void>,
    { sessionNumber, platform }: { readonly sessionNumber: number; readonly platform: string | undefined },
    stopped: AbortSignal,
  ): Promise<void> {
    while (!stopped.aborted && !isEnough) {
      try {
        await follow()
      } catch (thrown) {
        if (stopped.aborted) return
        const error = asConversationError(thrown, 'Following the event stream')
        const isGone = error.code === 'platform-session-gone'
        if (isGone && !(await isStarted(sessionNumber, stopped))) {
          // There is no conversation yet that could have ended: the start is prepared anew, and opens another stream.
          tell({ level: 'warn', event: 'stream-interrupted' }, platform, error)
          if (open?.sessionNumber === sessionNumber) open = undefined
          return
        }
        tell({ level: 'error', event: 'stream-failed' }, platform, error)
        if (isGone) {
          const ended = { type: 'ended' as const, id: 'session gone', reason: 'platform-expired' as const }
          // Nothing would ever tell of this end again: the stream is not opened any more.
          await keepForSure([ended], undefined, sessionNumber, stopped).catch(() => {})
          return
        }
        await pause(TROUBLE_PAUSE_MS, stopped)
      }
    }
  }

  function tell(
    what: Pick<LogEntry, 'level' | 'event'>,
    platform: string | undefined,
    { code, message: detail }: ConversationError,
  ): void {
    echo.interrupted()
    log({ ...what, conversationId, ...(platform !== undefined && { platform }), code, detail })
  }

  async function isStarted(sessionNumber: number, stopped: AbortSignal): Promise<boolean> {
    const record = await conversation.insist(() => conversation.get(), stopped).catch(() => undefined)
    return !record || (record.row.sessionStarted && record.row.sessionNumber === sessionNumber)
  }

  /** What a poll has drained exists nowhere else: it is kept before anything else is asked for, and whoever the owner is. */
  async function keepDrained(
    events: ReadonlyArray<PlatformEvent>,
    cursor: string | undefined,
    sessionNumber: number,
    stopped: AbortSignal,
  ): Promise<void> {
    const isOurs = await conversation.keepOnlyCopy(events, { cursor, sessionNumber }, stopped)
    if (!isOurs) options.lost()
    echo.step()
  }

  async function keepForSure(
    events: ReadonlyArray<PlatformEvent>,
    cursor: string | undefined,
    sessionNumber: number,
    stopped: AbortSignal,
  ): Promise<void> {
    if (events.length === 0 && cursor !== undefined) keepCursor(cursor, sessionNumber)
    if (events.length > 0) await forSure(() => conversation.keep(events, cursor, sessionNumber), stopped)
    echo.step()
  }

  /** Once the conversation is another instance's, nothing of it is said any more. */
  const forSure = <Result>(once: () => Promise<Result>, stopped: AbortSignal): Promise<Result> =>
    conversation.insist(once, stopped).catch((thrown) => {
      if (thrown instanceof LeaseLost) options.lost()
      throw thrown
    })

  /** Nothing is lost with a cursor: reading goes on at once. */
  function keepCursor(cursor: string, sessionNumber: number): void {
    conversation.keep([], cursor, sessionNumber).catch((thrown: unknown) => {
      if (thrown instanceof LeaseLost) options.lost()
    })
  }

  return {
    follow(record) {
      const { row } = record
      const connector = row.managedBy === undefined ? undefined : context.platforms.get(row.managedBy)
      const wanted = row.endedAt === undefined && row.sessionStarted && connector?.arrival.kind === 'stream'
      if (open && (open.sessionNumber !== row.sessionNumber || row.endedAt !== undefined)) {
        open.stop.abort()
        open = undefined
      }
      if (wanted && !open && connector.arrival.kind === 'stream') {
        start(connector, connector.arrival, record, true)
      }
    },
    async openBeforeStart(connector) {
      const { arrival } = connector
      if (arrival.kind !== 'stream' || arrival.opens !== 'before-start') return
      const record = await conversation.get()
      const refused = new Promise<void>((resolve) => {
        onAccessRefused = resolve
      })
      if (!open) start(connector, arrival, record, false)
      if (open) await awaitOpening(connector.platform, { ...open, refused })
    },
    proof: echo.proof,
    async settle() {
      if (open?.lastStepWithinMs === undefined) return
      isEnough = true
      const late = new AbortController()
      await Promise.race([open.finished, pause(open.lastStepWithinMs, late.signal)])
      late.abort()
    },
  }
}
