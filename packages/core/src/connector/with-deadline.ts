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
 * Runs a call with a deadline. Past the deadline it fails with `platform-timeout`, and with `cancelled` when its caller
 * gives up. Either way it fails at once, whether or not the call heeds the signal it was given, and with the outcome
 * `unknown`, because the platform may have taken it. `extend` sets a new deadline, for a call that shows signs of life.
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

/** A class, because every command to a platform has one, and closures would be a noticeable part of its cost. */
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

  /** Made only when it is asked for: for a call that needs none, it would be the most expensive part. */
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

/** The error of a call whose caller gave it up. */
export const cancelled = (outcome: 'not-started' | 'unknown') =>
  new ConversationError('cancelled', 'The call was given up because its caller stopped.', { outcome })

const expire = (deadline: Deadline, milliseconds: number) => deadline.fail(timedOut(milliseconds))
