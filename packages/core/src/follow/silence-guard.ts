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
  try {
    while (!signal.aborted) {
      const next = await nextWithin(iterator, silenceMs, signal)
      if (next.done) return
      yield next.value
    }
  } finally {
    // A stream that hangs does not get to hold its reader: its own clean-up goes on by itself.
    letGo(iterator)
  }
}

function nextWithin<Step>(
  iterator: AsyncIterator<Step>,
  silenceMs: number,
  signal: Stoppable,
): Promise<IteratorResult<Step>> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    const onAbort = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        settle()
        resolve({ done: true, value: undefined })
      }, LAST_STEP_WITHIN_MS)
    }
    let timer = setTimeout(() => {
      settle()
      reject(silent(silenceMs))
    }, silenceMs)
    signal.addEventListener('abort', onAbort, { once: true })
    iterator.next().then(
      (next) => {
        settle()
        resolve(next)
      },
      (thrown) => {
        settle()
        reject(thrown)
      },
    )
  })
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
