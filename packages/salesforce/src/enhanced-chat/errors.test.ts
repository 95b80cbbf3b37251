import { describe, expect, it } from 'vitest'
import type { Answer } from '../http/call'
import { errorFromAnswer, type Operation } from './errors'

const answer = (
  status: number,
  text = '{"message":"canary words"}',
  mediaType = 'application/json',
): Answer => ({
  status,
  text,
  mediaType,
})

const WRONG_TYPE = 'Set esDeveloperName to an embedded service deployment whose type is api.'

const table: [Operation, number, string, string, RegExp][] = [
  [
    'token',
    400,
    'platform-misconfigured',
    'not-started',
    /SALESFORCE_ORG_ID.*SALESFORCE_DEPLOYMENT.*publish/,
  ],
  ['token', 401, 'platform-auth-failed', 'not-started', /SALESFORCE_DEPLOYMENT/],
  ['token', 403, 'platform-misconfigured', 'not-started', /SALESFORCE_DEPLOYMENT/],
  ['token', 404, 'platform-misconfigured', 'not-started', /SALESFORCE_DEPLOYMENT/],
  ['continuation', 401, 'platform-session-gone', 'not-started', /expired.*guest/],
  ['create', 400, 'platform-misconfigured', 'not-started', /routing attribute/],
  ['create', 404, 'platform-misconfigured', 'not-started', /SALESFORCE_DEPLOYMENT/],
  ['stream', 400, 'platform-misconfigured', 'not-started', /SALESFORCE_ORG_ID/],
  ['stream', 401, 'platform-session-expired', 'not-started', /expired/],
  ['stream', 404, 'platform-misconfigured', 'not-started', /SALESFORCE_SCRT_URL/],
  ['message', 400, 'platform-refused', 'not-started', /400/],
  ['message', 401, 'platform-session-expired', 'not-started', /expired/],
  ['message', 403, 'platform-refused', 'not-started', /another end user/],
  ['message', 404, 'platform-session-gone', 'not-started', /does not know/],
  ['file', 413, 'message-too-large', 'not-started', /5 MB/],
  ['file', 415, 'media-type-refused', 'not-started', /type/],
  ['message', 417, 'platform-session-gone', 'not-started', /session/],
  ['receipt', 404, 'platform-refused', 'not-started', /message/],
  ['receipt', 409, 'platform-refused', 'not-started', /message/],
  ['receipt', 417, 'platform-refused', 'not-started', /session/],
  ['typing', 417, 'platform-refused', 'not-started', /session/],
  ['message', 500, 'platform-unavailable', 'unknown', /500/],
  ['message', 503, 'platform-unavailable', 'not-started', /503/],
  ['attachment', 302, 'not-found', 'not-started', /attachment.*302/],
  ['attachment', 401, 'platform-session-expired', 'not-started', /expired/],
  ['attachment', 404, 'not-found', 'not-started', /attachment.*404/],
  ['message', 302, 'platform-reply-invalid', 'unknown', /SALESFORCE_SCRT_URL/],
]

describe('an answer that is no success', () => {
  it.each(table)('%s %i: %s', (operation, status, code, outcome, sentence) => {
    const error = errorFromAnswer(operation, answer(status))
    expect(error).toMatchObject({ code, outcome, platformStatus: status })
    expect(error.message).toMatch(sentence)
    expect(error.message).not.toContain('canary')
  })

  it('names a deployment of the wrong type', () => {
    const error = errorFromAnswer('token', answer(400, WRONG_TYPE))
    expect(error.message).toMatch(/SALESFORCE_DEPLOYMENT.*Custom Client/)
  })

  it('takes a page of HTML for a proxy’s or a login page’s', () => {
    const page = answer(200, '<html>canary</html>', 'text/html')
    expect(errorFromAnswer('message', page)).toMatchObject({
      code: 'platform-reply-invalid',
      outcome: 'unknown',
    })
  })

  it.each([
    'token',
    'continuation',
  ] as const)('lets nobody else wait because of the limit of a %s', (operation) => {
    const limited = { ...answer(429), retryAfter: '7' }
    expect(errorFromAnswer(operation, limited)).toMatchObject({ code: 'rate-limited', retryAfterMs: 7_000 })
  })

  it('waits as long as Salesforce asks', () => {
    const limited = { ...answer(429), retryAfter: '7' }
    expect(errorFromAnswer('message', limited)).toMatchObject({
      code: 'platform-rate-limited',
      retryAfterMs: 7_000,
    })
  })
})
