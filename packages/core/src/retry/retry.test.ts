import { describe, expect, it, vi } from 'vitest'
import { ConversationError } from '../errors/conversation-error'
import { pause } from './pause'
import { GIVE_UP_AFTER_MS, RETRY_DELAYS_MS, reopenDelayMs, retryDelayMs } from './schedule'

const unavailable = new ConversationError('platform-unavailable', 'Down.')
const most = () => 1
const least = () => 0

describe('retryDelayMs', () => {
  it('follows the schedule and stays at its last step', () => {
    const delays = Array.from(
      { length: 13 },
      (_, index) => retryDelayMs(index + 1, unavailable, most) / 1_000,
    )
    expect(delays).toEqual([0, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 600, 600])
    expect(RETRY_DELAYS_MS).toHaveLength(11)
    expect(GIVE_UP_AFTER_MS).toBe(30 * 60_000)
  })

  it('jitters over the whole step', () => {
    expect(retryDelayMs(5, unavailable, least)).toBe(0)
    expect(retryDelayMs(5, unavailable, () => 0.5)).toBe(2_500)
  })

  it('waits at least as long as it was asked to', () => {
    const limited = new ConversationError('platform-rate-limited', 'Slow down.', { retryAfterMs: 7_000 })
    expect(retryDelayMs(1, limited, most)).toBe(7_000)
    expect(retryDelayMs(6, limited, most)).toBe(10_000)
    expect(retryDelayMs(6, limited, least)).toBe(7_000)
  })
})

describe('reopenDelayMs', () => {
  it('never opens at once and never waits longer than half a minute', () => {
    const first = [0, 1, 2].map((failures) => reopenDelayMs(failures, least))
    expect(first).toEqual([100, 100, 250])
    expect(reopenDelayMs(100, most)).toBe(30_000)
  })
})

describe('pause', () => {
  it('ends early, and leaves no listener, when its signal is aborted', async () => {
    const caller = new AbortController()
    const removed = vi.spyOn(caller.signal, 'removeEventListener')
    const paused = pause(60_000, caller.signal)
    caller.abort()
    await paused
    expect(removed).toHaveBeenCalledTimes(1)
    await pause(60_000, caller.signal)
  })
})
