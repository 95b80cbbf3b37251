import { expect, test } from 'vitest'
import { replyOf, retryAfter } from './hub-call'

test.each([
  [202, { outcome: 'accepted' }],
  [400, { outcome: 'refused', status: 400, code: 'why' }],
  [401, { outcome: 'unauthorized' }],
  [404, { outcome: 'gone' }],
  [409, { outcome: 'refused', status: 409, code: 'why' }],
  [429, { outcome: 'later', afterMs: 2_000 }],
  [503, { outcome: 'later', afterMs: 2_000 }],
])('status %i', (status, expected) => {
  const headers = new Headers({
    'retry-after': '2',
    'content-type': 'application/problem+json; charset=utf-8',
  })
  expect(replyOf({ status, ok: status < 300, headers }, { code: 'why' })).toMatchObject(expected)
})

test.each([
  401, 404,
])('status %i may be said by something in front of the hub, which does not end a chat', (status) => {
  const headers = new Headers({ 'retry-after': '2', 'content-type': 'text/html' })
  expect(replyOf({ status, ok: false, headers }, {})).toMatchObject({ outcome: 'later', afterMs: 2_000 })
})

const now = Date.parse('2026-11-23T10:00:00Z')

test.each([
  [null, undefined],
  ['7', 7_000],
  ['Mon, 23 Nov 2026 10:00:05 GMT', 5_000],
  ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
  ['1000000000', 300_000],
  ['soon', undefined],
])('Retry-After %s', (header, expected) => {
  expect(retryAfter(header, now)).toBe(expected)
})
