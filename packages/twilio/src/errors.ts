import { ConversationError, type ErrorCode, parseRetryAfter } from '@conversation-hub/core'
import { z } from 'zod'
import type { ApiReply } from './client'
import { parseJson } from './json'

/** Failures before a single byte of the request could leave. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** What Twilio's own error numbers mean (Twilio, "Error and warning dictionary"). */
const CODES: Readonly<Record<number, ErrorCode>> = {
  20003: 'platform-auth-failed',
  20005: 'platform-auth-failed',
  20404: 'platform-misconfigured',
  20429: 'platform-rate-limited',
  21211: 'destination-invalid',
  21214: 'destination-invalid',
  21217: 'destination-invalid',
  21407: 'platform-misconfigured',
  21408: 'platform-misconfigured',
  21602: 'platform-refused',
  21606: 'platform-misconfigured',
  21608: 'platform-misconfigured',
  21610: 'destination-opted-out',
  21611: 'platform-rate-limited',
  21612: 'platform-misconfigured',
  21614: 'destination-invalid',
  21617: 'message-too-large',
  21620: 'media-type-refused',
  21623: 'media-type-refused',
  21659: 'platform-misconfigured',
  30001: 'platform-rate-limited',
  30002: 'platform-auth-failed',
  30003: 'destination-invalid',
  30004: 'destination-invalid',
  30005: 'destination-invalid',
  30006: 'destination-invalid',
  30007: 'platform-refused',
  30008: 'platform-unavailable',
  30019: 'message-too-large',
  30034: 'platform-misconfigured',
  30036: 'platform-rate-limited',
}

/** The code of the closed table for one of Twilio's numbers. */
export function codeOf(number: number): ErrorCode {
  return CODES[number] ?? 'platform-refused'
}

const refusalSchema = z.looseObject({ code: z.number() })

/** Throws for every status but 2xx. `hasEffect`: a message may be on its way all the same. */
export function expectSuccess(reply: ApiReply, doing: string, hasEffect: boolean): ApiReply {
  if (reply.status >= 200 && reply.status < 300) return reply
  const { status, retryAfter } = reply
  const refusal = refusalSchema.safeParse(parseJson(reply.bytes))
  const number = refusal.success ? refusal.data.code : undefined
  if (status >= 300 && status < 400) throw notTheApi(reply, doing, false)
  // Behind a gateway even a 503 may come after the message was taken: the list will tell.
  const unknown = hasEffect && (status >= 500 || status === 408)
  const retryAfterMs = parseRetryAfter(retryAfter)
  throw new ConversationError(codeOfReply(status, number), sentence(doing, status, number), {
    platformStatus: status,
    outcome: unknown ? 'unknown' : 'not-started',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

function codeOfReply(status: number, number: number | undefined): ErrorCode {
  if (status === 429) return 'platform-rate-limited'
  if (status >= 500) return 'platform-unavailable'
  if (number !== undefined && number in CODES) return codeOf(number)
  if (status === 401 || status === 403) return 'platform-auth-failed'
  if (status === 404) return 'platform-misconfigured'
  if (status === 408) return 'platform-timeout'
  return 'platform-refused'
}

/** Twilio's own sentence repeats the numbers; ours names where it is explained. */
function sentence(doing: string, status: number, number: number | undefined): string {
  const what =
    number === undefined ? '' : `, error ${number}: https://www.twilio.com/docs/api/errors/${number}`
  const hint =
    status === 401 || status === 403
      ? ' Check accountSid (TWILIO_ACCOUNT_SID) and authToken (TWILIO_AUTH_TOKEN).'
      : ''
  return `${doing} failed: Twilio answered HTTP ${status}${what}.${hint}`
}

/** An answer that is not the API's. */
export function notTheApi(reply: ApiReply, doing: string, hasEffect: boolean): ConversationError {
  const isPage = reply.mediaType.includes('html') || reply.status >= 300
  return new ConversationError(
    'platform-reply-invalid',
    `${doing} failed: HTTP ${reply.status} with ${isPage ? 'a page or a redirect' : 'a body of another shape'} where ` +
      'JSON of Twilio’s API was expected. Check apiUrl (TWILIO_API_URL).',
    {
      platformStatus: reply.status,
      outcome: hasEffect ? 'unknown' : 'not-started',
    },
  )
}

/** A call that got no answer. Only the error's own short code is kept of what undici threw. */
export function cannotReach(
  thrown: unknown,
  { doing, hasEffect }: { doing: string; hasEffect: boolean },
): ConversationError {
  if (thrown instanceof ConversationError) return thrown
  const code = shortCode(thrown)
  if (code !== undefined && (NOT_CONNECTED.has(code) || isCertificateProblem(code))) {
    return new ConversationError(
      'platform-unreachable',
      `${doing} failed: no connection to Twilio (${code}). Check the network, and apiUrl (TWILIO_API_URL).`,
    )
  }
  const timedOut = code === undefined || code === 'UND_ERR_ABORTED' || code.endsWith('_TIMEOUT')
  return new ConversationError(
    timedOut ? 'platform-timeout' : 'platform-unreachable',
    `${doing} failed: ${timedOut ? 'Twilio did not answer in time' : 'the connection to Twilio broke'} (${code ?? 'given up'}).`,
    hasEffect ? { outcome: 'unknown' } : {},
  )
}

/** A server without a good certificate is not sent anything, so nothing can have happened. */
function isCertificateProblem(code: string): boolean {
  return code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT_') || /SELF_SIGNED|UNABLE_TO_/.test(code)
}

function shortCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined
  const { code } = thrown
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? code : undefined
}
