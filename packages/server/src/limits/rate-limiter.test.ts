import { describe, expect, it } from 'vitest'
import { createRateLimiter } from './rate-limiter'

describe('a rate limiter', () => {
  it('lets one through where a burst is less than one, and the next in its time', () => {
    let now = 0
    const limiter = createRateLimiter({ perSecond: 0.5 / 60, burst: 0.5, refusal: 'Too much.' }, () => now)
    limiter.count('a')
    expect(() => limiter.count('a')).toThrow(expect.objectContaining({ retryAfterMs: 120_000 }))
    now = 120_000
    limiter.count('a')
    expect(() => limiter.count('a')).toThrow()
  })

  it('counts amounts', () => {
    let now = 0
    const limiter = createRateLimiter({ perSecond: 2, burst: 30, refusal: 'Too much.' }, () => now)
    limiter.count('a', 25)
    expect(() => limiter.count('a', 10)).toThrow(expect.objectContaining({ retryAfterMs: 2_500 }))
    limiter.count('a', 5)
    now = 5_000
    limiter.count('a', 10)
    expect(() => limiter.count('a')).toThrow()
  })

  it('lets a burst through, then as many as the rate allows, each key by itself', () => {
    let now = 0
    const limiter = createRateLimiter({ perSecond: 2, burst: 3, refusal: 'Too much.' }, () => now)
    for (let n = 0; n < 3; n += 1) limiter.count('a')
    expect(() => limiter.count('a')).toThrow(
      expect.objectContaining({ code: 'rate-limited', retryAfterMs: 500 }),
    )
    limiter.count('b')
    now = 499
    expect(() => limiter.count('a')).toThrow()
    now = 500
    limiter.count('a')
    expect(() => limiter.count('a')).toThrow()
    now = 60_000
    for (let n = 0; n < 3; n += 1) limiter.count('a')
    expect(() => limiter.count('a')).toThrow()
  })
})
