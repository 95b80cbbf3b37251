import { ConversationError } from '@conversation-hub/core'
import type { Dispatcher } from 'undici'
import type { Multipart } from './multipart'
import { networkError } from './network-error'

/** The largest answer that is read unless a call says otherwise, in bytes: 1 MiB. */
const MAX_ANSWER_BYTES = 1_048_576

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  readonly form?: Multipart
  /** What is being done, as the beginning of a sentence: `Sending a message`. */
  readonly doing: string
  /** Whether the platform may have changed something when the call fails half-way. */
  readonly hasEffect: boolean
  /** The largest answer that is read, in bytes. Default 1 MiB. */
  readonly maxAnswerBytes?: number
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly retryAfter?: string
  /** The other side's time of the answer, to the second, in milliseconds since 1970. */
  readonly answeredAt?: number
  /** Empty where there is no body: some servers name a type even then. */
  readonly mediaType: string
  /** The body of an answer that says more than its status. */
  readonly text: string
}

/**
 * Makes one call and reads the whole answer, of whatever status. Throws `ConversationError` when there is
 * none: not connected, timed out, cut off, or too large.
 */
export async function call(dispatcher: Dispatcher, { signal, ...what }: Call): Promise<Answer> {
  const { method, url, json, form, doing, hasEffect } = what
  const failing = { doing, hasEffect, host: url.host, signal }
  if (signal.aborted) throw networkError(signal.reason, { ...failing, hasEffect: false })
  try {
    const {
      statusCode,
      headers: answered,
      body,
    } = await dispatcher.request({
      // Undici's own `request(url)` finds these, and gives its options a new shape at each call (decision 0015).
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: headersOf(what),
      body: json === undefined ? (form?.body ?? null) : JSON.stringify(json),
      signal,
    })
    const retryAfter = headerOf(answered, 'retry-after')
    const text = await readText(body, what)
    const answeredAt = Date.parse(headerOf(answered, 'date') ?? '')
    return {
      status: statusCode,
      ...(retryAfter !== undefined && { retryAfter }),
      ...(Number.isFinite(answeredAt) && { answeredAt }),
      mediaType: text === '' ? '' : mediaTypeOf(answered),
      text,
    }
  } catch (thrown) {
    throw networkError(thrown, failing)
  }
}

function headersOf({ headers = {}, json, form }: Pick<Call, 'headers' | 'json' | 'form'>) {
  const mediaType = json === undefined ? form?.contentType : 'application/json'
  return mediaType === undefined ? headers : { 'content-type': mediaType, ...headers }
}

/** Reads a body that is expected to be short. */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  {
    doing,
    hasEffect,
    maxAnswerBytes = MAX_ANSWER_BYTES,
  }: Pick<Call, 'doing' | 'hasEffect' | 'maxAnswerBytes'>,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxAnswerBytes) {
      throw new ConversationError(
        'platform-reply-invalid',
        `${doing} was answered with more than ${maxAnswerBytes} bytes.`,
        { outcome: hasEffect ? 'unknown' : 'not-started' },
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

export function mediaTypeOf(headers: Headers): string {
  return headerOf(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
}
