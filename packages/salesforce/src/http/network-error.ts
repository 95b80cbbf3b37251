import { ConversationError } from '@conversation-hub/core'

/** Failures before a single byte of the request left: surely without effect. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Failures of an answer that did not come while it was waited for. */
const TOO_SLOW = new Set(['aborted', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

export interface FailedRequest {
  /** What was being done, as the beginning of a sentence. */
  readonly doing: string
  readonly hasEffect: boolean
  readonly host: string
  readonly signal: AbortSignal
}

/**
 * What a failed request means. Salesforce may have done what was asked unless the connection never came
 * about; the library's own error is not passed on, because it holds the request.
 */
export function networkError(
  thrown: unknown,
  { doing, hasEffect, host, signal }: FailedRequest,
): ConversationError {
  if (thrown instanceof ConversationError) return thrown
  const code = signal.aborted ? 'aborted' : codeOf(thrown)
  if (NOT_CONNECTED.has(code) || isCertificateProblem(code)) {
    return new ConversationError(
      'platform-unreachable',
      `${doing} failed: no connection to ${host} (${code}). Check the address in the settings and the network.`,
    )
  }
  const outcome = hasEffect ? ('unknown' as const) : ('not-started' as const)
  if (TOO_SLOW.has(code)) {
    return new ConversationError('platform-timeout', `${doing} was not answered by ${host} in time.`, {
      outcome,
    })
  }
  return new ConversationError(
    'platform-unreachable',
    `${doing} failed: the connection to ${host} was lost (${code}).`,
    { outcome },
  )
}

function isCertificateProblem(code: string): boolean {
  return code.startsWith('CERT_') || code.startsWith('ERR_TLS_') || /SELF_SIGNED|UNABLE_TO_/.test(code)
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown'
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return codeOf(thrown.cause)
}
