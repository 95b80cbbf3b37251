import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { nextTry } from './next-try'

const now = new Date('2026-01-01T00:00:00Z')
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds)
const down = (retryAfterMs?: number) =>
  new ConversationError(
    'platform-unavailable',
    'Down.',
    retryAfterMs === undefined ? undefined : { retryAfterMs },
  )

describe('the next try', () => {
  it('is the last one when its time is over, and not a pause later', () => {
    for (let look = 0; look < 50; look += 1) {
      const next = nextTry(20, down(), { now, until: later(1) })
      expect([now, later(1)]).toContainEqual(next)
    }
    expect(nextTry(20, down(), { now, until: now })).toBeUndefined()
  })

  it('is none where the other side wants to be left in peace until it would be too late', () => {
    expect(nextTry(1, down(900_000), { now, until: later(899_999) })).toBeUndefined()
    expect(nextTry(1, down(900_000), { now, until: later(900_000) })).toEqual(later(900_000))
  })
})
