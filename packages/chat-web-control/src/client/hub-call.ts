import { type Fields, fieldsOf, parseJson, wordsOf } from './reading'

/** What became of a call to the hub, as far as the caller has to act differently. */
export type HubReply =
  | { readonly outcome: 'accepted'; readonly body: Fields }
  /** The hub understood and says no: a repeat would be refused as well. */
  | { readonly outcome: 'refused'; readonly status: number; readonly code?: string | undefined }
  /** The session token is not valid (any more). */
  | { readonly outcome: 'unauthorized' }
  /** There is no such conversation (any more). */
  | { readonly outcome: 'gone' }
  /** No answer, or "not now". Whether the call took effect is unknown; a repeat is worth while. */
  | {
      readonly outcome: 'later'
      readonly afterMs?: number | undefined
      /** It had all its time, and that was not enough. */
      readonly isTooSlow?: boolean
    }

interface HubCall {
  readonly path: string
  /** JSON, or a form with a file. A call without a body is a GET. */
  readonly body?: Fields | FormData
  readonly token?: string | undefined
  /** The same again is the same call. */
  readonly idempotencyKey?: string
  /** Milliseconds until the call counts as unanswered. */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

/** Long enough for a slow phone network; a message that got through unheard is recognised when repeated. */
const defaultTimeout = 15_000
/** A `Retry-After` beyond this is not believed; the customer is waiting. */
const longestRetryAfter = 300_000

export type CallHub = (call: HubCall) => Promise<HubReply>

/** @param server Base address of the hub's HTTP face, without a slash at the end. */
export function hubAt(server: string): CallHub {
  return async ({ path, body, token, idempotencyKey, timeout = defaultTimeout, signal }) => {
    const limit = AbortSignal.timeout(timeout)
    try {
      const response = await fetch(`${server}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/json',
          ...typeOf(body),
          ...bearer(token),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
        credentials: 'omit',
        cache: 'no-store',
      })
      return replyOf(response, fieldsOf(parseJson(await response.text())))
    } catch {
      return { outcome: 'later', isTooSlow: limit.aborted }
    }
  }
}

/** The browser itself says the type of a form, because it makes up the boundary. */
function typeOf(body: Fields | FormData | undefined): Record<string, string> {
  return body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }
}

export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** The same reading of a status serves calls and the event stream. */
export function replyOf(response: Pick<Response, 'status' | 'ok' | 'headers'>, body: Fields): HubReply {
  const { status, ok, headers } = response
  if (ok) return { outcome: 'accepted', body }
  // Only the hub ends a chat: a proxy may say 404 while the hub is being restarted, as Traefik does, and a gateway 401 until
  // somebody has logged in there again.
  const isItsOwn = headers.get('content-type')?.startsWith('application/problem+json') ?? false
  if (status === 401 && isItsOwn) return { outcome: 'unauthorized' }
  if (status === 404 && isItsOwn) return { outcome: 'gone' }
  const isNotNow = status >= 500 || [401, 404, 408, 425, 429].includes(status)
  if (!isNotNow) return { outcome: 'refused', status, code: wordsOf(body.code) }
  return { outcome: 'later', afterMs: retryAfter(headers.get('retry-after')), isTooSlow: status === 408 }
}

/** `Retry-After` in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now
  if (Number.isNaN(milliseconds)) return undefined
  return Math.min(Math.max(milliseconds, 0), longestRetryAfter)
}
