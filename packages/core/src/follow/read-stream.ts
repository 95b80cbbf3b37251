import type { StreamStep } from '../connector/arrival'
import { asConversationError, type ConversationError } from '../errors/conversation-error'
import type { FollowOptions } from './follow-stream'
import type { Gap } from './gap'
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
        // Behind the end, nothing of the gap would be shown any more.
        if (gap.isPassedBy && step.events.some(({ type }) => type === 'ended')) await gap.repairLate('now')
        await options.keep(step.events, step.cursor)
        if (options.isEnough?.()) return reading('ended')
        if (gap.isPassedBy) await gap.repairLate()
      } else if (openedAt === undefined) {
        openedAt = performance.now()
        options.onOpened?.()
        if (missedSome && connector.readTranscript) await gap.repair()
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
