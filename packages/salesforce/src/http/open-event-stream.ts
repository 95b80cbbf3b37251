import type { ConversationError } from '@conversation-hub/core'
import { type Dispatcher, request } from 'undici'
import { type Answer, type Call, headerOf, mediaTypeOf, readText } from './call'
import { networkError } from './network-error'

export interface EventStreamRequest extends Pick<Call, 'url' | 'doing' | 'hasEffect' | 'signal'> {
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON, by POST. Absent: the stream is asked for by GET. */
  readonly json?: unknown
  /** The longest wait until the stream is accepted, in milliseconds; 0: as long as the signal allows. */
  readonly acceptedWithinMs: number
  /** The longest silence in the stream, in milliseconds, after which it fails; 0: silence is the driver's to judge. */
  readonly silentForMs: number
  /** What an answer that is not an event stream means. */
  readonly refused: (answer: Answer) => ConversationError
}

/** Opens a stream of server-sent events; resolves when the server has accepted it. */
export async function openEventStream(
  dispatcher: Dispatcher,
  { url, headers, json, acceptedWithinMs, silentForMs, refused, ...what }: EventStreamRequest,
): Promise<AsyncIterable<Uint8Array>> {
  const { signal } = what
  const failing = { ...what, host: url.host }
  try {
    const {
      statusCode,
      headers: answered,
      body,
    } = await request(url, {
      dispatcher,
      ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
      headers: {
        ...headers,
        accept: 'text/event-stream',
        'cache-control': 'no-cache',
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      headersTimeout: acceptedWithinMs,
      bodyTimeout: silentForMs,
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
