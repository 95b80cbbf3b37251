import { ConversationError, type ErrorCode } from '@conversation-hub/core'
import { expect, it } from 'vitest'
import { alreadyEnded, cannotReach, refused } from '../src/errors'

it.each<[number, ErrorCode, 'not-started' | 'unknown']>([
  [302, 'platform-reply-invalid', 'unknown'],
  [400, 'platform-refused', 'not-started'],
  [401, 'platform-auth-failed', 'not-started'],
  [403, 'platform-auth-failed', 'not-started'],
  [404, 'platform-session-gone', 'not-started'],
  [410, 'conversation-ended', 'not-started'],
  [500, 'platform-unavailable', 'unknown'],
  [503, 'platform-unavailable', 'not-started'],
])('an answer with status %i means %s, and the platform’s effect is %s', (status, code, outcome) => {
  expect(refused(status, null, 'Sending the message')).toMatchObject({ code, outcome })
})

it('says how long to wait where the platform does', () => {
  expect(refused(429, '7', 'Sending the message')).toMatchObject({
    code: 'platform-rate-limited',
    retryAfterMs: 7_000,
  })
})

const fetchFailed = (code: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(`${code} 10.0.0.1`), { code }) })

it.each<[string, unknown, boolean, ErrorCode, 'not-started' | 'unknown']>([
  ['nobody listens', fetchFailed('ECONNREFUSED'), false, 'platform-unreachable', 'not-started'],
  ['the name is unknown', fetchFailed('ENOTFOUND'), false, 'platform-unreachable', 'not-started'],
  ['the connection breaks', fetchFailed('ECONNRESET'), false, 'platform-unreachable', 'unknown'],
  ['the deadline is over', new Error('aborted'), true, 'platform-timeout', 'unknown'],
  ['something else happens', 'of another kind', false, 'platform-unreachable', 'unknown'],
])('when %s, it is clear what the platform may have done', (_, thrown, wasAborted, code, outcome) => {
  const error = cannotReach(thrown, 'Sending the message', wasAborted)
  expect(error).toMatchObject({ code, outcome })
  expect(error.message, 'only the short code goes on').not.toContain('10.0.0.1')
})

it('takes what has ended already for done, and nothing else', () => {
  const error = (code: ErrorCode) => new ConversationError(code, 'The words do not matter.')
  expect(() => alreadyEnded(error('conversation-ended'))).not.toThrow()
  expect(() => alreadyEnded(error('platform-session-gone'))).not.toThrow()
  expect(() => alreadyEnded(error('platform-unavailable'))).toThrow()
})
