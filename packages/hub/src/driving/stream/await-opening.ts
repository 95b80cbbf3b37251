import { ConversationError, pause } from '@conversation-hub/core'

const OPEN_DEADLINE_MS = 15_000

interface Opening {
  readonly opened: Promise<void>
  /**
   * The platform does not take the access. It is renewed next, but only when nobody uses the session: so nobody may
   * wait here.
   */
  readonly refused: Promise<void>
  /** The stream is no longer tried. */
  readonly finished: Promise<void>
}

/**
 * Waits for a stream that has to be open before a start, for 15 seconds at most. Throws the reason if it does not open.
 */
export async function awaitOpening(platform: string, { opened, refused, finished }: Opening): Promise<void> {
  const late = new AbortController()
  const outcome = await Promise.race([
    opened,
    refused.then(() => notOpened('platform-session-expired', 'the access has expired')),
    finished.then(() => notOpened('platform-session-gone', 'the access is not valid any more')),
    pause(OPEN_DEADLINE_MS, late.signal).then(() =>
      notOpened('platform-unreachable', 'it took longer than 15 seconds'),
    ),
  ])
  late.abort()
  if (outcome) throw outcome

  function notOpened(code: ConversationError['code'], why: string): ConversationError {
    return new ConversationError(code, `The event stream of ${platform} did not open: ${why}.`)
  }
}
