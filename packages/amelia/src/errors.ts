import { ConversationError, errorFromStatus } from '@conversation-hub/core'
import { isAxiosError } from 'axios'
import type { HttpReply } from './client'

/** Failures before a single byte of the request could leave. */
const notConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EPROTO',
])

/** A server without a good certificate is not sent anything, so nothing can have happened. */
const isCertificateProblem = (code: string) =>
  code.startsWith('CERT_') || code.startsWith('ERR_TLS_CERT_') || /SELF_SIGNED|UNABLE_TO_/.test(code)

/** A call that got no answer. Only the error's own short code is kept of what axios threw. */
export function cannotReach(thrown: unknown, doing: string, maxAnswerBytes: number): ConversationError {
  if (thrown instanceof ConversationError) return thrown
  const code = isAxiosError(thrown) ? thrown.code : undefined
  if (code === 'ERR_CANCELED') {
    return new ConversationError('platform-timeout', `${doing} was given up.`, { outcome: 'unknown' })
  }
  const isUnconnected = (by: string) =>
    notConnected.has(by) || isCertificateProblem(by) || wasConnecting(thrown)
  if (code !== undefined && isUnconnected(code)) {
    return new ConversationError(
      'platform-unreachable',
      `${doing} failed: no connection to Amelia (${code}). Check url (AMELIA_URL) and the network.`,
    )
  }
  if (isTooLarge(thrown)) {
    return new ConversationError(
      'platform-reply-invalid',
      `${doing} failed: Amelia’s answer is larger than ${maxAnswerBytes / 1_048_576} MiB.`,
      { outcome: 'unknown' },
    )
  }
  return new ConversationError(
    'platform-unreachable',
    `${doing} failed: the connection broke before Amelia’s answer was complete (${code ?? 'unknown'}).`,
    { outcome: 'unknown' },
  )
}

function wasConnecting(thrown: unknown): boolean {
  const cause = isAxiosError(thrown) ? thrown.cause : undefined
  return cause !== undefined && 'syscall' in cause && cause.syscall === 'connect'
}

function isTooLarge(thrown: unknown): boolean {
  return isAxiosError(thrown) && thrown.message.startsWith('maxContentLength')
}

/** Throws for every status but 2xx. */
export function expectSuccess(reply: HttpReply, doing: string): HttpReply {
  if (reply.status >= 200 && reply.status < 300) return reply
  throw refusal(reply, doing)
}

/**
 * Throws as well for a success that is a web page: then a login page or a proxy has taken the call, or a proxy has put its
 * page in place of Amelia's answer. For calls whose answer is not read, because hosts differ in what they answer.
 */
export function expectTaken(reply: HttpReply, doing: string): void {
  if (isPage(expectSuccess(reply, doing))) throw notTheProtocol(reply, doing, 'unknown')
}

/** The error for a status, where the call knows nothing more exact. */
export function refusal(reply: HttpReply, doing: string): ConversationError {
  const { status, retryAfter } = reply
  if (status >= 300 && status < 400) {
    return new ConversationError(
      'platform-reply-invalid',
      `${doing} failed: the address redirects (HTTP ${status}), as a login page or a proxy does. Check url (AMELIA_URL).`,
      { platformStatus: status },
    )
  }
  if (status === 403) {
    return new ConversationError(
      'platform-misconfigured',
      `${doing} failed: the Amelia user may not do this (HTTP 403). Give the user or client of credentials ` +
        '(AMELIA_USERNAME or AMELIA_CLIENT_ID) the authority to hold conversations in the domain (AMELIA_DOMAIN).',
      { platformStatus: status },
    )
  }
  return errorFromStatus(status, `${doing} failed: Amelia answered HTTP ${status}.`, { retryAfter })
}

/** Passes over the refusal to close a conversation that is over already: that is what was wanted. */
export function alreadyOver(thrown: unknown): void {
  if (thrown instanceof ConversationError && thrown.code === 'platform-session-gone') return
  throw thrown
}

/** For the failure of a step that has no effect on a conversation: what was to follow it has not begun. */
export function asNotStarted(thrown: unknown): never {
  if (!(thrown instanceof ConversationError)) throw thrown
  const { code, message, retryAfterMs, platformStatus } = thrown
  throw new ConversationError(code, message, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(platformStatus !== undefined && { platformStatus }),
  })
}

/** What the platform answered is not its protocol. */
export function notTheProtocol(
  reply: HttpReply,
  doing: string,
  outcome: 'not-started' | 'unknown',
): ConversationError {
  const { status } = reply
  const what = describe(reply)
  return new ConversationError(
    'platform-reply-invalid',
    `${doing} failed: Amelia answered ${what} where JSON was expected. Check url (AMELIA_URL).`,
    { platformStatus: status, outcome },
  )
}

function describe(reply: HttpReply): string {
  if (isPage(reply)) return 'a web page'
  if (reply.text.trim() === '') return 'an empty body'
  return 'a body that is cut or of another shape'
}

/** Some servers call anything HTML, also nothing at all: a page has tags. */
export function isPage({ contentType, text }: HttpReply): boolean {
  return contentType.includes('html') ? text.includes('<') : /^\s*<(!doctype|html)/i.test(text)
}
