import {
  type CallContext,
  ConversationError,
  createStopSwitch,
  type Stoppable,
  withDeadline,
} from '@conversation-hub/core'
import { askBeforeFirstByte } from './first-bytes'

/** What tells whether this instance may speak to the outside. */
export interface Standing {
  /** Whether this instance still holds its lease: it may have slept since it looked last. */
  readonly mayAct: () => boolean
  /** Stopped once this process has slept through its lease; then there is a new one. */
  readonly awake: () => Stoppable
  /** How often the lease had run out before it was renewed: each time others may have taken over. */
  readonly lapses: () => number
  /** Whether nobody else was there lately who could have taken over. */
  readonly isAlone: () => boolean
}

/**
 * Standing of whoever goes by what was just read: it ends with the lease, and the next one does not bring it back. By then
 * others may have done what there was to do.
 */
export function standingFromNow({ mayAct, awake, lapses, isAlone }: Standing): Standing {
  const before = lapses()
  return { mayAct: () => mayAct() && lapses() === before, awake, lapses, isAlone }
}

interface Options {
  /** Default 15 000. */
  readonly milliseconds?: number
  readonly signal: Stoppable
}

/**
 * A call that must have no effect once another instance may have taken over. It is not begun without the lease, and none
 * of its requests is written after the lease, as far as Node tells in time (`askBeforeFirstByte`): its connection may
 * still be opened when the lease runs out, because this instance alone is cut off from the database. What was written
 * before may go on: whoever has taken over knows that it may take effect. But where this process is stopped in the middle
 * of the call (a frozen container, a machine that is moved) and goes on after its lease, the call is given up at once.
 *
 * Throws `database-unavailable` where the lease is in doubt: nothing is wrong with what was to be said, and once the
 * lease is known to be held or lost it is looked at again.
 */
export async function underLease<Result>(
  call: (context: CallContext) => Promise<Result>,
  standing: Standing,
  { milliseconds, signal }: Options,
): Promise<Result> {
  if (!standing.mayAct()) throw leaseInDoubt('not-started')
  const awake = standing.awake()
  const tooLate = createStopSwitch()
  const lapses = standing.lapses()
  const stopTooLate = () => {
    if (!standing.mayAct() || standing.lapses() !== lapses) tooLate.stop()
  }
  const attempt = () =>
    withDeadline(call, {
      signal: new Either(signal, new Either(awake, tooLate)),
      ...(milliseconds !== undefined && { milliseconds }),
    })
  try {
    // Following every call through what it awaits has its price, which nobody pays who is alone.
    return await (standing.isAlone() ? attempt() : askBeforeFirstByte(stopTooLate, attempt))
  } catch (thrown) {
    if ((awake.aborted || tooLate.aborted) && !signal.aborted) throw leaseInDoubt('unknown')
    throw thrown
  }
}

/** Stopped with the first of the two. */
class Either implements Stoppable {
  readonly #one: Stoppable
  readonly #other: Stoppable

  constructor(one: Stoppable, other: Stoppable) {
    this.#one = one
    this.#other = other
  }

  get aborted() {
    return this.#one.aborted || this.#other.aborted
  }
  addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void {
    this.#one.addEventListener(type, listener, options)
    this.#other.addEventListener(type, listener, options)
  }
  removeEventListener(type: 'abort', listener: () => void): void {
    this.#one.removeEventListener(type, listener)
    this.#other.removeEventListener(type, listener)
  }
}

const leaseInDoubt = (outcome: 'not-started' | 'unknown') =>
  new ConversationError('database-unavailable', 'The lease of this instance has run out.', { outcome })
