import { ConversationError } from '../errors/conversation-error'
import type { Stoppable } from '../retry/stoppable'

/** How long a stream that is no longer wanted may take to hand over a step it has already read, in milliseconds. */
const LAST_STEP_WITHIN_MS = 1_000

/**
 * Passes a stream's steps on and fails with `platform-timeout` when the next one takes longer than
 * `silenceMs` milliseconds. The time that the reader itself takes does not count.
 *
 * Ends when the signal is aborted. A step that arrives in the same moment is still passed on: where reading
 * destroys, it exists nowhere else any more.
 */
export async function* silenceGuard<Step>(
  stream: AsyncIterable<Step>,
  silenceMs: number,
  signal: Stoppable,
): AsyncGenerator<Step> {
  const iterator = stream[Symbol.asyncIterator]()
  const wait = createWait<IteratorResult<Step>>(silenceMs)
  const stop = () => wait.stop({ done: true, value: undefined })
  signal.addEventListener('abort', stop, { once: true })
  try {
    while (!signal.aborted) {
      const next = await wait.until(iterator.next())
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    wait.end()
    // A stream that hangs does not get to hold its reader: its own clean-up goes on by itself.
    letGo(iterator)
  }
}

/** Waits for one thing after the other with a single timer: a stream of many steps would feel one for each. */
function createWait<Value>(milliseconds: number) {
  // Those of the newest promise: once that is settled, they change nothing any more.
  let settle: { resolve(value: Value): void; reject(thrown: unknown): void } | undefined
  const timer = setTimeout(() => settle?.reject(silent(milliseconds)), milliseconds)
  let last: ReturnType<typeof setTimeout> | undefined

  return {
    /** Rejected when it takes longer than the milliseconds. */
    until(value: Promise<Value>): Promise<Value> {
      return new Promise((resolve, reject) => {
        settle = { resolve, reject }
        timer.refresh()
        value.then(resolve, reject)
      })
    },
    /** What is waited for now has a last moment, and is this value after that. */
    stop(value: Value): void {
      clearTimeout(timer)
      last = setTimeout(() => settle?.resolve(value), LAST_STEP_WITHIN_MS)
    },
    end(): void {
      clearTimeout(timer)
      clearTimeout(last)
    },
  }
}

async function letGo(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.()
  } catch {
    // Nobody reads this stream any more, so nobody needs to know how it ended.
  }
}

const silent = (silenceMs: number) =>
  new ConversationError('platform-timeout', `The platform said nothing for ${silenceMs} ms.`)
