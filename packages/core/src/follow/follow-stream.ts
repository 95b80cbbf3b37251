import type { StreamArrival, StreamStep } from '../connector/arrival'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import { withDeadline } from '../connector/run-command'
import { asConversationError, ConversationError } from '../errors/conversation-error'
import { pause } from '../retry/pause'
import { reopenDelayMs } from '../retry/schedule'
import { silenceGuard } from './silence-guard'

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
  /** Called with every failure that is going to be tried again. */
  readonly onTrouble?: (error: ConversationError) => void
  /** Whether the platform has already had this conversation: then the gap is repaired at the first opening too. */
  readonly resumed: boolean
  readonly signal: AbortSignal
  readonly random?: () => number
}

/**
 * Keeps one conversation's stream open until the signal is aborted: opens, passes every step on before it
 * asks for the next, reopens with jitter, repairs the gap from the platform's transcript after every
 * reopening, renews the session before its access runs out, and notices silence.
 *
 * Throws the `ConversationError` that cannot be mended by trying again (for example
 * `platform-session-gone`).
 */
export async function followStream(options: FollowOptions): Promise<void> {
  const { signal, random } = options
  let failures = 0
  let renewals = 0
  let openings = options.resumed ? 1 : 0
  while (!signal.aborted) {
    try {
      const outcome = await followOnce(
        options,
        openings > 0,
        () => {
          openings += 1
          options.onOpened?.()
        },
        () => {
          failures = 0
          renewals = 0
        },
      )
      if (outcome === 'ended') failures += 1
      else await renewOnce(options)
    } catch (thrown) {
      if (signal.aborted) return
      const error = asConversationError(thrown, 'Reading the event stream')
      if (error.remedy === 'renew' && options.connector.renew && renewals < 2) {
        renewals += 1
        await renewOrReport(options)
        continue
      }
      if (error.remedy === 'never' && error.code !== 'internal') throw error
      if (error.remedy === 'renew' && !options.connector.renew) throw error
      failures += 1
      options.onTrouble?.(error)
      await pause(error.retryAfterMs ?? 0, signal)
    }
    if (failures > 0) await pause(reopenDelayMs(failures, random), signal)
  }
}

async function renewOnce(options: FollowOptions): Promise<void> {
  await options.renew()
  const renewAt = options.connector.renewAt?.(options.session())
  if (renewAt !== undefined && renewAt <= Date.now()) {
    throw new ConversationError(
      'platform-reply-invalid',
      'The renewed session is already due for renewal again.',
    )
  }
}

async function renewOrReport(options: FollowOptions): Promise<void> {
  try {
    await options.renew()
  } catch (thrown) {
    const error = asConversationError(thrown, 'Renewing the session')
    if (error.remedy === 'never' && error.code !== 'internal') throw error
    options.onTrouble?.(error)
    await pause(error.retryAfterMs ?? reopenDelayMs(3, options.random), options.signal)
  }
}

async function followOnce(
  options: FollowOptions,
  repair: boolean,
  opened: () => void,
  progressed: () => void,
): Promise<'ended' | 'renew'> {
  await options.mayOpen?.()
  const session = options.session()
  const renewAt = options.connector.renewAt?.(session)
  if (renewAt !== undefined && renewAt <= Date.now()) return 'renew'

  const opening = new AbortController()
  const stop = () => opening.abort()
  options.signal.addEventListener('abort', stop, { once: true })
  if (options.signal.aborted) stop()
  let renewalIsDue = false
  const renewal =
    renewAt === undefined
      ? undefined
      : setTimeout(
          () => {
            renewalIsDue = true
            stop()
          },
          Math.min(renewAt - Date.now(), 2 ** 31 - 1),
        )
  const cursor = options.cursor()
  const stream = options.arrival.open(session, {
    ...(cursor !== undefined && { cursor }),
    signal: opening.signal,
  })
  try {
    for await (const step of silenceGuard<StreamStep>(stream, options.arrival.silenceMs, stop)) {
      if (opening.signal.aborted) break
      if (step.step === 'opened') {
        opened()
        if (repair) await repairGap(options)
        continue
      }
      await options.keep(step.events, step.cursor)
      progressed()
    }
  } catch (thrown) {
    if (!renewalIsDue) throw thrown
  } finally {
    clearTimeout(renewal)
    options.signal.removeEventListener('abort', stop)
    stop()
  }
  return renewalIsDue ? 'renew' : 'ended'
}

/** What was said while nobody listened. Replays are recognised where events are kept. */
async function repairGap(options: FollowOptions): Promise<void> {
  const { connector, signal } = options
  const read = connector.readTranscript
  if (!read) return
  const events = await withDeadline((context) => read.call(connector, options.session(), context), { signal })
  if (events.length > 0) await options.keep(events, undefined)
}
