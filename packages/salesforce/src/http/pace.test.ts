import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createPace } from './pace'

const { signal } = new AbortController()

describe('a pace', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 })
    return () => vi.useRealTimers()
  })

  it('lets so many through in a minute and names the wait for the next', async () => {
    const pace = createPace({ perMinute: 3, what: 'messages' })
    for (let taken = 0; taken < 3; taken += 1) await pace.take('a', signal)
    await expect(pace.take('a', signal)).rejects.toMatchObject({
      code: 'rate-limited',
      outcome: 'not-started',
      retryAfterMs: 60_000,
    })
    await pace.take('b', signal)
  })

  it('waits by itself when the wait is short, one behind the other', async () => {
    const pace = createPace({ perMinute: 2, what: 'messages' })
    await pace.take('a', signal)
    await vi.advanceTimersByTimeAsync(2_000)
    await pace.take('a', signal)
    await vi.advanceTimersByTimeAsync(56_000)
    const waited: string[] = []
    const both = [
      pace.take('a', signal).then(() => waited.push('third')),
      pace.take('a', signal).then(() => waited.push('fourth')),
    ]
    await vi.advanceTimersByTimeAsync(1_999)
    expect(waited).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(waited).toEqual(['third'])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(waited).toEqual(['third', 'fourth'])
    await Promise.all(both)
  })

  it('forgets who has made no call for a minute', async () => {
    const takenAt = new Map<string, number[]>()
    const pace = createPace({ perMinute: 1, what: 'messages', takenAt })
    await pace.take('a', signal)
    await vi.advanceTimersByTimeAsync(60_000)
    await pace.take('b', signal)
    expect([...takenAt.keys()]).toEqual(['b'])
  })

  it('is held up by no clock that is set back', async () => {
    const pace = createPace({ perMinute: 1, what: 'messages' })
    await pace.take('a', signal)
    vi.setSystemTime(-3_600_000)
    await vi.advanceTimersByTimeAsync(60_000)
    await pace.take('a', signal)
  })

  it('never lets more than the limit through in any minute', async () => {
    const pace = createPace({ perMinute: 20, what: 'messages' })
    const times: number[] = []
    for (let second = 0; second < 240; second += 1) {
      for (let ask = 0; ask < 2; ask += 1) {
        pace.take('a', signal).then(
          () => times.push(Date.now()),
          () => {},
        )
      }
      await vi.advanceTimersByTimeAsync(1_000)
    }
    const most = Math.max(
      ...times.map((from) => times.filter((time) => time >= from && time < from + 60_000).length),
    )
    expect(most).toBe(20)
  })
})
