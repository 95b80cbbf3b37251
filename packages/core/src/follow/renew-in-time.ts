import { ConversationError } from '../errors/conversation-error'
import type { FollowOptions } from './follow-stream'

/** The longest wait of a timer; an access that lives longer is renewed early. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Renews the session of a stream before its access runs out. The stream is read on meanwhile, and opened anew
 * after its next step: cutting it off in the middle would lose what a draining poll has just brought.
 */
export function renewInTime({ connector, session, renew }: FollowOptions, stop: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let renewed = false
  const millisecondsLeft = () => {
    const renewAt = connector.renewAt?.(session())
    return renewAt === undefined ? undefined : renewAt - Date.now()
  }
  const isDue = () => (millisecondsLeft() ?? 1) <= 0
  return {
    /** Renews at once when the time has come. */
    async whenDue(): Promise<void> {
      if (!isDue()) return
      await renew()
      if (isDue()) throw renewedInVain()
    },
    plan(): void {
      const left = millisecondsLeft()
      if (left === undefined) return
      const soon = () =>
        void renew().then(() => {
          renewed = true
        }, stop) // The next opening tries it again, and reports what is wrong.
      timer = setTimeout(soon, Math.min(left, LONGEST_TIMER_MS))
    },
    done: () => renewed,
    cancel: () => clearTimeout(timer),
  }
}

const renewedInVain = () =>
  new ConversationError(
    'platform-reply-invalid',
    'The renewed session is already due for renewal again; check the clock and the platform’s answer.',
  )
