import { ConversationError } from '../errors/conversation-error'
import type { Stoppable } from '../retry/stoppable'
import type { CallContext } from './connector'

/** The longest a single call to a platform may take, in milliseconds. */
export const CALL_DEADLINE_MS = 15_000

interface DeadlineOptions {
  /** Default 15 000. */
  readonly milliseconds?: number
  /** Gives the call up before its deadline. */
  readonly signal?: Stoppable
}

/**
 * Runs a call with a deadline. A call that outlives it fails with `platform-timeout`, one whose caller gives
 * up with `cancelled`; in both cases at once, whether or not the call heeds the signal it was given, and with
 * an unknown outcome, because the platform may have taken it. `extend` sets the deadline anew, for a call
 * that shows signs of life.
 */
export function withDeadline<Result>(
  call: (context: CallContext, extend: (milliseconds: number) => void) => Promise<Result>,
  { milliseconds = CALL_DEADLINE_MS, signal }: DeadlineOptions = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled('not-started'))
    const deadline = new Deadline(reject, signal)
    deadline.set(milliseconds)
    const refuse = (thrown: unknown) => {
      deadline.settle()
      reject(thrown)
    }
    try {
      call(deadline, (longer) => deadline.set(longer)).then((result) => {
        deadline.settle()
        resolve(result)
      }, refuse)
    } catch (thrown) {
      refuse(thrown)
    }
  })
}

/** A class, because every command to a platform has one: as many closures would be a good part of its cost. */
class Deadline implements CallContext {
  readonly #reject: (error: ConversationError) => void
  readonly #caller: Stoppable | undefined
  readonly #giveUp = () => this.fail(cancelled('unknown'))
  #timer: ReturnType<typeof setTimeout> | undefined = undefined
  #settled = false
  #aborted = false
  #controller: AbortController | undefined = undefined

  constructor(reject: (error: ConversationError) => void, caller: Stoppable | undefined) {
    this.#reject = reject
    this.#caller = caller
    caller?.addEventListener('abort', this.#giveUp, { once: true })
  }

  /** Made when it is asked for: it is the dearest part of a call that needs none. */
  get signal() {
    this.#controller ??= new AbortController()
    if (this.#aborted) this.#controller.abort()
    return this.#controller.signal
  }

  set(milliseconds: number): void {
    clearTimeout(this.#timer)
    if (this.#settled) return
    this.#timer = setTimeout(expire, milliseconds, this, milliseconds)
  }

  settle(): void {
    this.#settled = true
    clearTimeout(this.#timer)
    this.#caller?.removeEventListener('abort', this.#giveUp)
  }

  fail(error: ConversationError): void {
    this.settle()
    this.#reject(error)
    this.#aborted = true
    this.#controller?.abort()
  }
}

const timedOut = (milliseconds: number) =>
  new ConversationError('platform-timeout', `The platform did not answer within ${milliseconds} ms.`, {
    outcome: 'unknown',
  })

/** The error of a call that was given up. */
export const cancelled = (outcome: 'not-started' | 'unknown') =>
  new ConversationError('cancelled', 'The call was given up because its caller stopped.', { outcome })

const expire = (deadline: Deadline, milliseconds: number) => deadline.fail(timedOut(milliseconds))
