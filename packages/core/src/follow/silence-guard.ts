import { ConversationError } from '../errors/conversation-error'

/**
 * Passes a stream's steps on and fails when the next one takes longer than `silenceMs` milliseconds. The
 * time that the reader itself takes does not count.
 */
export async function* silenceGuard<Step>(
  stream: AsyncIterable<Step>,
  silenceMs: number,
  stop: () => void,
): AsyncGenerator<Step> {
  const iterator = stream[Symbol.asyncIterator]()
  try {
    while (true) {
      const next = await nextWithin(iterator, silenceMs)
      if (next.done) return
      yield next.value
    }
  } finally {
    stop()
    // A stream that hangs does not get to hold its reader: its own clean-up goes on by itself.
    Promise.resolve(iterator.return?.()).catch(() => {})
  }
}

async function nextWithin<Step>(
  iterator: AsyncIterator<Step>,
  silenceMs: number,
): Promise<IteratorResult<Step>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new ConversationError(
            'platform-timeout',
            `The event stream was silent for ${silenceMs} ms; it is opened anew.`,
          ),
        ),
      silenceMs,
    )
  })
  try {
    return await Promise.race([iterator.next(), silence])
  } finally {
    clearTimeout(timer)
  }
}
