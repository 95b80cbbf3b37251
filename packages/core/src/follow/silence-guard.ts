import { ConversationError } from '../errors/conversation-error'
import type { Stoppable } from '../retry/stoppable'

/** How long a stream that is no longer wanted may take to hand over a step that it has already read, in milliseconds. */
const LAST_STEP_WITHIN_MS = 1_000

/**
 * Passes a stream's steps on, and throws `platform-timeout` when the next one takes longer than `silenceMs` milliseconds.
 * The time that the reader itself takes does not count.
 *
 * Ends when the signal is aborted. A step that arrives at that moment is still passed on: where reading removes messages
 * at the platform, it no longer exists anywhere else.
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
    // Not awaited: a stream that hangs must not hold up its reader.
    letGo(iterator)
  }
}

/**
 * Waits for one thing after the other with a single timer, which looks how long the newest has been waited for: one for each
 * step would be felt in a stream of many. (Node's timers can be begun anew, but those of browsers and other runtimes cannot.)
 */
function createWait<Value>(milliseconds: number) {
  // Of the newest promise. Once that is settled, calling them changes nothing.
  let settle: { resolve(value: Value): void; reject(thrown: unknown): void } | undefined
  let since = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let last: ReturnType<typeof setTimeout> | undefined

  function look(): void {
    const left = since + milliseconds - performance.now()
    timer = left > 0 ? setTimeout(look, left) : undefined
    if (!timer) settle?.reject(silent(milliseconds))
  }

  return {
    /** The value; rejected when it takes longer than `milliseconds`. */
    until(value: Promise<Value>): Promise<Value> {
      return new Promise((resolve, reject) => {
        settle = { resolve, reject }
        since = performance.now()
        timer ??= setTimeout(look, milliseconds)
        value.then(resolve, reject)
      })
    },
    /** Gives what is being waited for now one last moment. After that, the wait resolves with this value. */
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
