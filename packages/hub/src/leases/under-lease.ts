import {
  type CallContext,
  ConversationError,
  createStopSwitch,
  type Stoppable,
  withDeadline,
} from '@conversation-hub/core'
import { askBeforeFirstByte } from './first-bytes'

/** Whether this instance may speak to platforms and carriers. */
export interface Standing {
  /** Whether this instance still holds its lease. It may have slept since it last looked. */
  readonly mayAct: () => boolean
  /** Stopped once this process has slept through its lease. From then on there is a new one. */
  readonly awake: () => Stoppable
  /** How often the lease has run out before it was renewed. Each time, others may have taken over. */
  readonly lapses: () => number
  /** Whether no other instance has been there lately that could have taken over. */
  readonly isAlone: () => boolean
}

/**
 * The standing of a caller that acts on what it has just read. It ends with the current lease, and the next lease does
 * not bring it back: by then, others may have done what there was to do.
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
 * Makes a call that must have no effect once another instance may have taken over. It is not begun without the lease. A
 * connection may still be being opened when the lease runs out, because only the database is cut off from this
 * instance: so no request is written after that, as far as Node allows this to be known in time (`askBeforeFirstByte`).
 * A request that was written before may go on: whoever takes over knows that it may take effect. But if this process is
 * stopped in the middle of the call (a frozen container, a machine that is moved) and wakes after its lease, the call
 * is given up at once.
 *
 * Throws `database-unavailable` if the lease is in doubt. Nothing is wrong with the call then: it is looked at again once
 * the lease is known to be held or lost.
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
    // Following a call through everything that it awaits has its price. An instance that is alone need not pay it.
    return await (standing.isAlone() ? attempt() : askBeforeFirstByte(stopTooLate, attempt))
  } catch (thrown) {
    if ((awake.aborted || tooLate.aborted) && !signal.aborted) throw leaseInDoubt('unknown')
    throw thrown
  }
}

/** Stopped as soon as one of the two is. */
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
