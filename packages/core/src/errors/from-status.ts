import type { ErrorCode } from './codes'
import { ConversationError } from './conversation-error'

/** The longest Retry-After that is honoured, in milliseconds: 15 minutes. */
const MAX_RETRY_AFTER_MS = 15 * 60_000

/** Reads a Retry-After header, seconds or HTTP date, capped at 15 minutes. */
export function parseRetryAfter(header: string | null | undefined, now = Date.now()): number | undefined {
  if (!header) return undefined
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : Number.NaN
  const wait = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000
  if (Number.isNaN(wait)) return undefined
  return Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS)
}

/**
 * The error for an HTTP status, where a connector knows nothing more exact. A call answered with 5xx may have taken
 * effect, so its outcome is unknown; except 503, which by definition was not handled (RFC 9110, section 15.6.4).
 */
export function errorFromStatus(
  status: number,
  message: string,
  { retryAfter }: { retryAfter?: string | null | undefined } = {},
): ConversationError {
  const retryAfterMs = parseRetryAfter(retryAfter)
  return new ConversationError(codeOfStatus(status), message, {
    platformStatus: status,
    outcome: status >= 500 && status !== 503 ? 'unknown' : 'not-started',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'platform-session-expired'
  if (status === 404 || status === 410) return 'platform-session-gone'
  if (status === 408) return 'platform-timeout'
  if (status === 413) return 'message-too-large'
  if (status === 415) return 'media-type-refused'
  if (status === 423) return 'platform-busy'
  if (status === 429) return 'platform-rate-limited'
  if (status >= 500) return 'platform-unavailable'
  return 'platform-refused'
}
