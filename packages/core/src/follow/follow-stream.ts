import type { StreamArrival } from '../connector/arrival'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import { pause } from '../retry/pause'
import { reopenDelayMs } from '../retry/schedule'
import { createStopSwitch } from '../retry/stop-switch'
import type { Stoppable } from '../retry/stoppable'
import { createGap } from './gap'
import { readStream } from './read-stream'
import { timeUntilRenewal } from './renew-in-time'

/** What a driver provides so that one conversation's stream can be kept alive. */
export interface FollowOptions {
  readonly connector: Connector
  readonly arrival: StreamArrival
  /** The session as it is now. Called before every opening. */
  readonly session: () => PlatformSession
  /** The newest cursor that was kept. Called before every opening. */
  readonly cursor: () => string | undefined
  /** Renews the session. It must not run at the same time as a renewal for one of the driver's commands. */
  readonly renew: () => Promise<void>
  /** Keeps events and cursor, and resolves when they are kept. This is where replays have to be recognised. */
  readonly keep: (events: ReadonlyArray<PlatformEvent>, cursor: string | undefined) => Promise<void>
  /** Resolves when the stream may be opened, for a driver that limits how many are opened at once. Default: at once. */
  readonly mayOpen?: () => Promise<void>
  readonly onOpened?: () => void
  /** Called after every step that was kept: whether it was the last one wanted. Default: it never is. */
  readonly isEnough?: () => boolean
  /**
   * Called before every pause. Stopped if there is a reason to open the stream before the pause is over, for example because
   * the platform has just taken a command. Default: never. The stream stays closed for a second all the same, and for as long
   * as the platform has asked for.
   */
  readonly sooner?: () => Stoppable
  /** Called with every failure after which the stream is tried again. */
  readonly onTrouble?: (error: ConversationError) => void
  /** Whether the conversation has been at the platform for a while: then the first opening, too, repairs a gap. */
  readonly resumed: boolean
  readonly signal: AbortSignal
  readonly random?: () => number
}

/** A stream that lived this long, in milliseconds, was healthy: whatever ends it counts as a first failure. */
const HEALTHY_AFTER_MS = 10_000
/** So long after a failure the stream is not opened anew, in milliseconds, however good the reason. */
const SOONEST_MS = 1_000

/**
 * Keeps one conversation's stream open until the signal is aborted or `isEnough`. It passes every step on before it asks
 * for the next one, notices silence, reopens the stream after growing, jittered pauses, repairs the gap from the
 * platform's transcript after every reopening (or, where that cannot be read for minutes, goes on without it and reads it
 * later), and renews the session before its access expires.
 *
 * Throws a `ConversationError` that trying again cannot mend, for example `platform-session-gone`, or an expired access
 * that could not be renewed.
 */
export async function followStream(options: FollowOptions): Promise<void> {
  const { signal, random, isEnough = () => false } = options
  let missedSome = options.resumed || options.arrival.opens === 'after-start'
  const timeLeft = timeUntilRenewal(options)
  const gap = createGap(options)
  let failures = 0
  while (!signal.aborted) {
    const { opened, livedMs, end } = await readStream(options, { missedSome, gap, timeLeft })
    if (signal.aborted || isEnough()) return
    missedSome ||= opened
    if (!opened) gap.allIsAway()
    const healthy = livedMs >= HEALTHY_AFTER_MS
    if (end === 'renewed' && healthy) continue
    failures = healthy ? 1 : failures + 1
    const left = typeof end === 'string' ? undefined : await mend(options, end, failures)
    if (left === 'nothing') continue
    await pauseBeforeNext(options, reopenDelayMs(failures, random), left?.retryAfterMs ?? 0)
  }
}

async function pauseBeforeNext(
  { signal, sooner }: FollowOptions,
  planned: number,
  askedFor: number,
): Promise<void> {
  const longest = Math.max(planned, askedFor)
  const least = Math.min(longest, Math.max(SOONEST_MS, askedFor))
  const reasons = sooner ? [signal, sooner()] : [signal]
  await pause(least, signal)
  const enough = createStopSwitch()
  const stop = () => enough.stop()
  for (const reason of reasons) {
    if (reason.aborted) stop()
    reason.addEventListener('abort', stop)
  }
  await pause(longest - least, enough)
  for (const reason of reasons) reason.removeEventListener('abort', stop)
}

/** Renews the session where that helps. An error that another try may mend is reported; one that it cannot is thrown. */
async function mend(
  { connector, renew, onTrouble }: FollowOptions,
  error: ConversationError,
  failures: number,
): Promise<'nothing' | ConversationError> {
  const trouble =
    error.remedy === 'renew' && connector.renew
      ? await renew().then(
          () => undefined,
          (thrown) => asConversationError(thrown, 'Renewing the session'),
        )
      : error
  if (trouble === undefined && failures === 1) return 'nothing'
  // `internal` is a fault of ours or of a library: another try may pass it by, and the report names it.
  if (trouble && trouble.remedy !== 'backoff' && trouble.code !== 'internal') throw trouble
  // Without trouble, the platform refuses again what it has just renewed; it is left in peace for a while.
  onTrouble?.(trouble ?? error)
  return trouble ?? error
}
