import type { PlatformEvent } from '../connector/platform-events'
import { withDeadline } from '../connector/with-deadline'
import { asConversationError } from '../errors/conversation-error'
import type { FollowOptions } from './follow-stream'

/** How long a stream waits for its transcript, in milliseconds, before it is read on without it (decision 0016). */
const PATIENCE_MS = 3 * 60_000
/** How often the transcript is asked for while the stream is read on without it, in milliseconds. */
const ASK_AGAIN_EVERY_MS = 60_000

/** What the platform said while nobody was listening. It is read from the platform's transcript. */
export interface Gap {
  /**
   * To be called when the stream has been opened, before anything of it is kept. Throws if the stream had better wait for
   * the transcript.
   */
  repair(): Promise<void>
  /** The stream is read on without the transcript. */
  readonly isPassedBy: boolean
  /** To be called now and then while it is passed by: reads the transcript if it is time again, or `now`. */
  repairLate(now?: 'now'): Promise<void>
  /** To be called when not even the stream could be opened: it is not the transcript that keeps everybody waiting. */
  allIsAway(): void
}

export function createGap({ connector, session, keep, onTrouble, signal }: FollowOptions): Gap {
  /** Since when the transcript cannot be read, by `performance.now()`. */
  let unreadSince: number | undefined
  /** When it is asked for again while the stream is read on without it. */
  let askAgainAt: number | undefined

  const readTranscript = (): Promise<ReadonlyArray<PlatformEvent>> =>
    withDeadline(async (context) => (await connector.readTranscript?.(session(), context)) ?? [], { signal })

  function waitNoLonger(): void {
    unreadSince = undefined
    askAgainAt = undefined
  }

  /** Replays are recognised where events are kept. */
  async function keepRead(events: ReadonlyArray<PlatformEvent>): Promise<void> {
    waitNoLonger()
    if (events.length > 0) await keep(events, undefined)
  }

  return {
    async repair() {
      try {
        await keepRead(await readTranscript())
      } catch (thrown) {
        const error = asConversationError(thrown, 'Reading the transcript')
        if (error.remedy === 'never' && error.code !== 'internal') {
          // The stream itself works: a transcript that is refused for good does not end it.
          waitNoLonger()
        } else {
          const now = performance.now()
          unreadSince ??= now
          if (now - unreadSince < PATIENCE_MS) throw error
          askAgainAt = now + ASK_AGAIN_EVERY_MS
        }
        onTrouble?.(error)
      }
    },
    get isPassedBy() {
      return askAgainAt !== undefined
    },
    async repairLate(now) {
      if (askAgainAt === undefined || (now === undefined && performance.now() < askAgainAt)) return
      // That it cannot be read has been told already.
      const events = await readTranscript().catch(() => undefined)
      if (events) await keepRead(events)
      else askAgainAt = performance.now() + ASK_AGAIN_EVERY_MS
    },
    allIsAway() {
      if (askAgainAt === undefined) unreadSince = undefined
    },
  }
}
