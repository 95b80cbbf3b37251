import { ConversationError } from '../errors/conversation-error'
import type { FollowOptions } from './follow-stream'

/** The longest time that a timer can wait. An access that lives longer is renewed early. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** How long the access is still valid, in milliseconds. `undefined`: nobody knows. */
export type TimeLeft = () => number | undefined

/**
 * How long until the session has to be renewed. The wall clock is read once for each `renewAt`; from then on the time is
 * measured by a clock that only moves forward, so that setting the wall clock back makes no access last longer.
 */
export function timeUntilRenewal({
  connector,
  session,
}: Pick<FollowOptions, 'connector' | 'session'>): TimeLeft {
  let known: { readonly renewAt: number; readonly dueAt: number } | undefined
  return () => {
    const renewAt = connector.renewAt?.(session())
    if (renewAt === undefined) return undefined
    const dueAt = performance.now() + renewAt - Date.now()
    if (known?.renewAt !== renewAt || dueAt < known.dueAt) known = { renewAt, dueAt }
    return known.dueAt - performance.now()
  }
}

/**
 * Renews the session of a stream before its access expires. The stream goes on meanwhile, and is opened anew after its
 * next step: cutting it off in the middle would lose what a draining poll has just brought.
 */
export function renewInTime(
  { renew }: Pick<FollowOptions, 'renew'>,
  millisecondsLeft: TimeLeft,
  stop: () => void,
) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let renewed = false
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
