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
    const context = new LazyContext()
    let timer: ReturnType<typeof setTimeout>
    let settled = false
    const settle = () => {
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    const fail = (error: ConversationError) => {
      settle()
      reject(error)
      context.abort()
    }
    const giveUp = () => fail(cancelled('unknown'))
    const extend = (longer: number) => {
      clearTimeout(timer)
      if (!settled) timer = setTimeout(() => fail(timedOut(longer)), longer)
    }
    extend(milliseconds)
    signal?.addEventListener('abort', giveUp, { once: true })
    const refuse = (thrown: unknown) => {
      settle()
      reject(thrown)
    }
    try {
      call(context, extend).then((result) => {
        settle()
        resolve(result)
      }, refuse)
    } catch (thrown) {
      refuse(thrown)
    }
  })
}

/** Makes the signal when it is asked for: it is the dearest part of a call that needs none. */
class LazyContext implements CallContext {
  #controller: AbortController | undefined
  #aborted = false

  get signal() {
    this.#controller ??= new AbortController()
    if (this.#aborted) this.#controller.abort()
    return this.#controller.signal
  }
  abort(): void {
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
