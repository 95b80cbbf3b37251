import type { StreamArrival } from '../connector/arrival'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import { pause } from '../retry/pause'
import { reopenDelayMs } from '../retry/schedule'
import { readStream } from './read-stream'
import { timeUntilRenewal } from './renew-in-time'

/** What a driver gives so that one conversation's stream can be kept alive. */
export interface FollowOptions {
  readonly connector: Connector
  readonly arrival: StreamArrival
  /** The session as it is now; asked anew before every opening. */
  readonly session: () => PlatformSession
  /** The newest kept cursor; asked anew before every opening. */
  readonly cursor: () => string | undefined
  /** Renews the session, single-flight with the driver's commands. */
  readonly renew: () => Promise<void>
  /** Keeps events and cursor; resolved when they are kept. Replays are recognised here. */
  readonly keep: (events: ReadonlyArray<PlatformEvent>, cursor: string | undefined) => Promise<void>
  /** Waits until a stream may be opened, where the driver paces openings. */
  readonly mayOpen?: () => Promise<void>
  readonly onOpened?: () => void
  /** Asked after every step that is kept: whether it shall have been the last. Default: never. */
  readonly isEnough?: () => boolean
  /** Called with every failure that is going to be tried again. */
  readonly onTrouble?: (error: ConversationError) => void
  /** Whether the platform has already had this conversation: then the gap is repaired at the first opening too. */
  readonly resumed: boolean
  readonly signal: AbortSignal
  readonly random?: () => number
}

/** A stream that lived this long was healthy: what ends it is the first failure, in milliseconds. */
const HEALTHY_AFTER_MS = 10_000

/**
 * Keeps one conversation's stream open until the signal is aborted, or a step was enough: opens, passes every step on before it
 * asks for the next, reopens with growing and jittered pauses, repairs the gap from the platform's transcript
 * after every reopening, renews the session before its access runs out, and notices silence.
 *
 * Throws the `ConversationError` that cannot be mended by trying again (for example
 * `platform-session-gone`, or an expired access that could not be renewed).
 */
export async function followStream(options: FollowOptions): Promise<void> {
  const { signal, random, isEnough = () => false } = options
  let missedSome = options.resumed || options.arrival.opens === 'after-start'
  const timeLeft = timeUntilRenewal(options)
  let failures = 0
  while (!signal.aborted) {
    const { opened, livedMs, end } = await readStream(options, { missedSome, timeLeft })
    if (signal.aborted || isEnough()) return
    missedSome ||= opened
    const healthy = livedMs >= HEALTHY_AFTER_MS
    if (end === 'renewed' && healthy) continue
    failures = healthy ? 1 : failures + 1
    const left = typeof end === 'string' ? undefined : await mend(options, end, failures)
    if (left === 'nothing') continue
    await pause(Math.max(reopenDelayMs(failures, random), left?.retryAfterMs ?? 0), signal)
  }
}

/** Renews where that helps. What is left for another try is reported; what no try can mend is thrown. */
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
