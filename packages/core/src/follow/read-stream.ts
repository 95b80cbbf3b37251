import type { StreamStep } from '../connector/arrival'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import type { FollowOptions } from './follow-stream'
import { renewInTime, type TimeLeft } from './renew-in-time'
import { silenceGuard } from './silence-guard'

/** What came of one opening of a stream. */
export interface Reading {
  readonly opened: boolean
  /** How long the stream was open, in milliseconds. 0 if it never opened. */
  readonly livedMs: number
  /** `renewed`: the stream still used the old access, so it has to be opened with the new one. */
  readonly end: 'ended' | 'renewed' | ConversationError
}

/** What the platform said while nobody was listening. */
export interface Gap {
  /** Since when the transcript cannot be read, by `performance.now()`. Absent if it could be read last time. */
  unreadSince: number | undefined
}

/** How long a stream waits for its transcript, in milliseconds, before it is read on without it (decision 0016). */
const GAP_PATIENCE_MS = 3 * 60_000

interface Circumstances {
  readonly missedSome: boolean
  readonly gap: Gap
  readonly timeLeft: TimeLeft
}

/** Opens the stream once and reads it to its end. Never throws. */
export async function readStream(
  options: FollowOptions,
  { missedSome, gap, timeLeft }: Circumstances,
): Promise<Reading> {
  const { connector, arrival, signal } = options
  const opening = new AbortController()
  const stop = () => opening.abort()
  signal.addEventListener('abort', stop, { once: true })
  let openedAt: number | undefined
  const reading = (end: Reading['end']): Reading => ({
    opened: openedAt !== undefined,
    livedMs: openedAt === undefined ? 0 : performance.now() - openedAt,
    end,
  })
  const renewal = renewInTime(options, timeLeft, stop)
  try {
    await renewal.whenDue()
    await options.mayOpen?.()
    if (signal.aborted) return reading('ended')
    renewal.plan()
    const cursor = options.cursor()
    const stream = arrival.open(options.session(), {
      ...(cursor !== undefined && { cursor }),
      session: options.session,
      signal: opening.signal,
    })
    for await (const step of silenceGuard<StreamStep>(stream, arrival.silenceMs, opening.signal)) {
      if (step.step === 'events') {
        await options.keep(step.events, step.cursor)
        if (options.isEnough?.()) return reading('ended')
      } else if (openedAt === undefined) {
        openedAt = performance.now()
        options.onOpened?.()
        if (missedSome && connector.readTranscript) await repairGap(options, gap)
      }
      if (renewal.done()) return reading('renewed')
    }
    return reading('ended')
  } catch (thrown) {
    return reading(asConversationError(thrown, 'Reading the event stream'))
  } finally {
    renewal.cancel()
    signal.removeEventListener('abort', stop)
    stop()
  }
}

/** Reads what was said while nobody was listening. Replays are recognised where events are kept. */
async function repairGap(
  { connector, session, keep, onTrouble, signal }: FollowOptions,
  gap: Gap,
): Promise<void> {
  try {
    const events = await withDeadline(
      async (context) => (await connector.readTranscript?.(session(), context)) ?? [],
      { signal },
    )
    gap.unreadSince = undefined
    if (events.length > 0) await keep(events, undefined)
  } catch (thrown) {
    const error = asConversationError(thrown, 'Reading the transcript')
    const now = performance.now()
    gap.unreadSince ??= now
    // The stream itself works: a transcript that is refused for good does not end it, nor one that is away for too long.
    const isWorthWaiting = error.remedy === 'renew' || now - gap.unreadSince < GAP_PATIENCE_MS
    if (isWorthWaiting && (error.remedy !== 'never' || error.code === 'internal')) throw error
    onTrouble?.(error)
  }
}
