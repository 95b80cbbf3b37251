import type { StreamArrival, StreamOptions, StreamStep } from '../connector/arrival'
import type { PlatformEvent } from '../connector/platform-events'
import type { PlatformSession } from '../connector/platform-session'
import type { EndReason } from '../contract/states'

type Opening = (options: StreamOptions) => AsyncIterable<StreamStep>

/** A stream for tests: each opening plays the next script; the last one is played again and again. */
export function fakeStream(
  openings: ReadonlyArray<Opening>,
  replaced: Partial<StreamArrival> = {},
): StreamArrival & { readonly opened: { readonly session: PlatformSession; readonly cursor?: string }[] } {
  const opened: { session: PlatformSession; cursor?: string }[] = []
  return {
    kind: 'stream',
    opens: 'before-start',
    silenceMs: 60_000,
    opened,
    open(session, options) {
      const opening = openings[Math.min(opened.length, openings.length - 1)] ?? quiet
      opened.push({ session, ...(options.cursor !== undefined && { cursor: options.cursor }) })
      return opening(options)
    },
    ...replaced,
  }
}

/** Opens, says nothing, and ends when nobody listens any more. */
export async function* quiet({ signal }: StreamOptions): AsyncGenerator<StreamStep> {
  yield { step: 'opened' }
  await aborted(signal)
}

/** A stream that opens, and in which the platform ends the conversation when `endNow` is called. */
export function endingStream(reason: EndReason) {
  let endNow = () => {}
  const told = new Promise<void>((resolve) => {
    endNow = resolve
  })
  const arrival = fakeStream([
    async function* () {
      yield { step: 'opened' }
      await told
      yield { step: 'events', events: [{ type: 'ended', id: 'e', reason }] }
    },
  ])
  return { arrival, endNow }
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

export const said = (id: string): PlatformEvent => ({
  type: 'message',
  id,
  author: { role: 'bot' },
  parts: [{ type: 'text', text: id }],
})

export const events = (ids: ReadonlyArray<string>, cursor?: string): StreamStep => ({
  step: 'events',
  events: ids.map(said),
  ...(cursor !== undefined && { cursor }),
})
