import { expect, it } from 'vitest'
import { createMessageRate } from './message-rate'

it.each([
  { perSecond: 2, atOnce: 20, waitMs: 500 },
  // Three a minute: ten seconds' worth is less than one.
  { perSecond: 0.05, atOnce: 1, waitMs: 20_000 },
])('at $perSecond a second takes $atOnce at once, then the next in its time', ({
  perSecond,
  atOnce,
  waitMs,
}) => {
  let now = 1_000
  const count = createMessageRate(perSecond, () => now)
  for (let n = 0; n < atOnce; n += 1) count('a')
  expect(() => count('a')).toThrow(
    expect.objectContaining({
      code: 'rate-limited',
      retryAfterMs: waitMs,
      message: expect.stringContaining(`${perSecond} messages a second (limits.messagesPerConversation)`),
    }),
  )
  count('b')
  now += waitMs
  count('a')
  expect(() => count('a')).toThrow()
})
