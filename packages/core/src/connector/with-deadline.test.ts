import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pause } from '../retry/pause'
import { withDeadline } from './with-deadline'

const never = () => new Promise<never>(() => {})

describe('withDeadline', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('gives the result and leaves no timer behind', async () => {
    expect(await withDeadline(async () => 'done')).toBe('done')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fails at the deadline even when the call heeds no signal, and aborts the signal', async () => {
    let given: AbortSignal | undefined
    const call = withDeadline(
      ({ signal }) => {
        given = signal
        return never()
      },
      { milliseconds: 500 },
    )
    const failed = expect(call).rejects.toMatchObject({ code: 'platform-timeout', outcome: 'unknown' })
    await vi.advanceTimersByTimeAsync(500)
    await failed
    expect(given?.aborted).toBe(true)
  })

  it('fails at once when the caller stops, and lets go of the caller’s signal', async () => {
    const caller = new AbortController()
    const removed = vi.spyOn(caller.signal, 'removeEventListener')
    const call = withDeadline(never, { signal: caller.signal })
    caller.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled', outcome: 'unknown' })
    expect(removed).toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not begin a call whose caller has already stopped', async () => {
    const work = vi.fn(never)
    const call = withDeadline(work, { signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({ code: 'cancelled', outcome: 'not-started' })
    expect(work).not.toHaveBeenCalled()
  })

  it('waits on for a call that shows signs of life', async () => {
    const call = withDeadline(
      async (_, extend) => {
        for (let step = 0; step < 3; step += 1) {
          await pause(400)
          extend(500)
        }
        return 'done'
      },
      { milliseconds: 500 },
    )
    await vi.advanceTimersByTimeAsync(1_200)
    expect(await call).toBe('done')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('passes on what a call throws before its first await', async () => {
    const call = withDeadline(() => {
      throw new TypeError('at once')
    })
    await expect(call).rejects.toThrow('at once')
    expect(vi.getTimerCount()).toBe(0)
  })
})
