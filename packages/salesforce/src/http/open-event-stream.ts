import type { ConversationError } from '@conversation-hub/core'
import { type Dispatcher, request } from 'undici'
import { type Answer, headerOf, mediaTypeOf, readText } from './call'
import { STREAM_TIMEOUT_MS } from './connections'
import { networkError } from './network-error'

export interface EventStreamRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly doing: string
  /** What an answer that is not an event stream means. */
  readonly refused: (answer: Answer) => ConversationError
  readonly signal: AbortSignal
}

/** Opens a stream of server-sent events; resolved when the server has accepted it. */
export async function openEventStream(
  dispatcher: Dispatcher,
  { url, headers, doing, refused, signal }: EventStreamRequest,
): Promise<AsyncIterable<Uint8Array>> {
  const failing = { doing, hasEffect: false, host: url.host, signal }
  try {
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(url, {
      dispatcher,
      headers: { ...headers, accept: 'text/event-stream', 'cache-control': 'no-cache' },
      headersTimeout: STREAM_TIMEOUT_MS,
      // Silence is the driver's to judge.
      bodyTimeout: 0,
      signal,
    })
    const mediaType = mediaTypeOf(answered)
    if (statusCode === 200 && mediaType !== 'text/html') return body
    const retryAfter = headerOf(answered, 'retry-after')
    throw refused({
      status: statusCode,
      mediaType,
      ...(retryAfter !== undefined && { retryAfter }),
      text: await readText(body, failing),
    })
  } catch (thrown) {
    throw networkError(thrown, failing)
  }
}
