import { inspect } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { errorCodes } from './codes'
import { asConversationError, ConversationError } from './conversation-error'
import { errorFromStatus, parseRetryAfter } from './from-status'
import { parseRequest } from './from-zod'

const SECRET = 'tok-3f9c-secret'

/** Looks like the errors of HTTP libraries: the request, with its token and body, hangs on it. */
class LibraryError extends Error {
  readonly config = { headers: { authorization: `Bearer ${SECRET}` }, data: SECRET }
  override readonly cause = { response: { body: SECRET } }
}

const allPrints = (error: unknown) => [
  inspect(error, { depth: 20, showHidden: true }),
  JSON.stringify(error),
  String(error),
  error instanceof Error ? String(error.stack) : '',
]

describe('asConversationError', () => {
  const strangers: [string, unknown][] = [
    ['a library’s error', new LibraryError(`401 for ${SECRET}`)],
    ['an error that a server has named', Object.assign(new Error('x'), { name: `E ${SECRET}` })],
    ['a string', SECRET],
    ['an object', { token: SECRET }],
    ['nothing', undefined],
  ]

  it.each(strangers)('keeps nothing of %s', (_, thrown) => {
    const error = asConversationError(thrown, 'Sending')
    expect(error).toMatchObject({ code: 'internal', outcome: 'unknown' })
    expect(error.message).toMatch(/^Sending failed with an unexpected \w+\.$/)
    for (const print of allPrints(error)) expect(print).not.toContain(SECRET)
  })

  it('leaves one of another copy of this package as it is: a linked connector brings its own', async () => {
    vi.resetModules()
    const { ConversationError: Other } = await import('./conversation-error')
    expect(Other).not.toBe(ConversationError)
    const error = new Other('platform-unavailable', 'Not now.')
    expect(asConversationError(error, 'Sending')).toBe(error)
    expect(error).toBeInstanceOf(ConversationError)
    expect(new Error('x')).not.toBeInstanceOf(ConversationError)
  })

  it('takes no error for one of a kind that extends it', () => {
    class Kind extends ConversationError {}
    const [error, kind] = [new ConversationError('internal', 'One.'), new Kind('internal', 'A kind of it.')]
    expect([error instanceof Kind, kind instanceof Kind, kind instanceof ConversationError]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('leaves a ConversationError as it is', () => {
    const error = new ConversationError('not-found', 'Nothing here.')
    expect(asConversationError(error, 'Looking')).toBe(error)
  })
})

describe('ConversationError', () => {
  it('prints what it says and nothing else', () => {
    const error = new ConversationError('platform-rate-limited', 'Fewer calls, please.', {
      retryAfterMs: 2_000,
      platformStatus: 429,
    })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'ConversationError',
      code: 'platform-rate-limited',
      message: 'Fewer calls, please.',
      outcome: 'not-started',
      retryAfterMs: 2_000,
      platformStatus: 429,
    })
    expect(String(error)).toBe('ConversationError: Fewer calls, please.')
    expect(error.cause).toBeUndefined()
  })

  it('derives status and remedy from its code', () => {
    const error = new ConversationError('platform-session-expired', 'Expired.')
    expect([error.status, error.remedy]).toEqual([502, 'renew'])
  })
})

describe('errorCodes', () => {
  it.each(Object.entries(errorCodes))('%s is written for its reader', (code, { status, meaning, advice }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(meaning).toMatch(/^[A-Z].*\.$/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
  })
})

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-11-23T12:00:00Z')

  it.each([
    ['2', 2_000],
    [' 1.5 ', 1_500],
    ['0', 0],
    ['1000000000', 900_000],
    ['9'.repeat(400), 900_000],
    ['1e9', undefined],
    ['-5', 0],
    ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 900_000],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('reads %j as %j ms', (header, milliseconds) => {
    expect(parseRetryAfter(header, now)).toBe(milliseconds)
  })
})

describe('errorFromStatus', () => {
  it.each([
    [400, 'platform-refused', 'not-started'],
    [401, 'platform-session-expired', 'not-started'],
    [403, 'platform-refused', 'not-started'],
    [404, 'platform-session-gone', 'not-started'],
    [408, 'platform-timeout', 'not-started'],
    [410, 'platform-session-gone', 'not-started'],
    [413, 'message-too-large', 'not-started'],
    [415, 'media-type-refused', 'not-started'],
    [423, 'platform-busy', 'not-started'],
    [429, 'platform-rate-limited', 'not-started'],
    [500, 'platform-unavailable', 'unknown'],
    [502, 'platform-unavailable', 'unknown'],
    [503, 'platform-unavailable', 'not-started'],
    [504, 'platform-unavailable', 'unknown'],
  ] as const)('%i is %s, %s', (status, code, outcome) => {
    expect(errorFromStatus(status, 'x')).toMatchObject({ code, outcome, platformStatus: status })
  })

  it('honours Retry-After', () => {
    expect(errorFromStatus(429, 'x', { retryAfter: '3' }).retryAfterMs).toBe(3_000)
  })
})

describe('parseRequest', () => {
  it('says in plain words what zod says for programmers', () => {
    const schema = z.strictObject({ days: z.int().positive(), name: z.string().min(2), on: z.boolean() })
    expect(() => parseRequest(schema, { days: 0, name: 'x', on: 'yes' }, 'It')).toThrow(
      'It is not valid: days: must be >0; name: must have >=2 characters; on: must be of type boolean, not string.',
    )
  })

  it('says by an example what a text has to look like', () => {
    const schema = z.object({
      at: z.iso.datetime(),
      url: z.url(),
      code: z.string().regex(/^a$/, 'must be "a"'),
    })
    expect(() => parseRequest(schema, { at: 'noon', url: 'shop', code: 'b' }, 'It')).toThrow(
      'It is not valid: at: must be a time such as 2026-11-27T09:30:00Z; ' +
        'url: must be an address such as https://chat.example.com; code: must be "a".',
    )
  })

  it('names every problem at once, and no value', () => {
    const schema = z.strictObject({ a: z.number(), b: z.object({ c: z.enum(['x', 'y']) }) })
    expect(() => parseRequest(schema, { a: SECRET, b: { c: SECRET } }, 'The request')).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        problems: [
          { at: 'a', problem: expect.not.stringContaining(SECRET) },
          { at: 'b.c', problem: expect.not.stringContaining(SECRET) },
        ],
      }),
    )
  })
})
