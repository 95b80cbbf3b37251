import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StreamStep } from '../connector/arrival'
import { aborted, events, fakeStream, quiet } from '../fakes/fake-stream'
import { error, follow, openingTimes, wait } from '../fakes/follow-in-fake-time'
import { createStopSwitch } from '../retry/stop-switch'

describe('followStream', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
    vi.useRealTimers()
  })

  it('keeps what comes and goes on from the newest cursor', async () => {
    const stream = fakeStream([
      async function* () {
        yield { step: 'opened' }
        yield events(['a'], '1')
        yield events(['b', 'c'], '3')
      },
      async function* (options) {
        yield { step: 'opened' }
        yield events(['d'], '4')
        await aborted(options.signal)
      },
    ])
    const { kept, stop, ended } = follow(stream)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(kept).toEqual(['a', 'b', 'c', 'd'])
    expect(stream.opened.map(({ cursor }) => cursor)).toEqual([undefined, '3'])
    stop()
    expect(await ended).toBe('ended')
  })

  it.each([
    ['ends at once', []],
    ['ends after one event', [events(['again'])]],
  ])('waits longer and longer for a stream that %s', async (_, steps: StreamStep[]) => {
    const stream = fakeStream([
      async function* () {
        yield { step: 'opened' }
        yield* steps
      },
    ])
    expect(await openingTimes(stream, 60_000)).toEqual([0, 200, 700, 1_700, 3_700, 8_700, 18_700, 48_700])
  })

  it('comes back quickly to a stream that was healthy', async () => {
    const stream = fakeStream([
      async function* () {
        yield { step: 'opened' }
        await wait(10_000)
      },
    ])
    expect(await openingTimes(stream, 35_000)).toEqual([0, 10_200, 20_400, 30_600])
  })

  it('waits as long as the platform asks', async () => {
    const stream = fakeStream([
      async function* () {
        yield { step: 'opened' }
        throw error('platform-rate-limited', 'Slow down.', { retryAfterMs: 4_000 })
      },
      quiet,
    ])
    expect(await openingTimes(stream, 10_000)).toEqual([0, 4_000])
  })

  it('comes back sooner if there is a reason, but a second after the failure at the earliest', async () => {
    const stream = fakeStream([
      async function* () {
        yield { step: 'opened' }
      },
    ])
    let reason = createStopSwitch()
    const sooner = () => {
      reason = createStopSwitch()
      return reason
    }
    const { stop, ended } = follow(stream, {}, { sooner })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(stream.opened).toHaveLength(7)
    reason.stop()
    await vi.advanceTimersByTimeAsync(0)
    expect(stream.opened).toHaveLength(8)
    reason.stop()
    await vi.advanceTimersByTimeAsync(999)
    expect(stream.opened).toHaveLength(8)
    await vi.advanceTimersByTimeAsync(1)
    expect(stream.opened).toHaveLength(9)
    stop()
    await ended
  })

  it('comes back no sooner than the platform asks, whatever the reason', async () => {
    const stream = fakeStream([
      () => {
        throw error('platform-rate-limited', 'Slow down.', { retryAfterMs: 4_000 })
      },
      quiet,
    ])
    const reason = createStopSwitch()
    reason.stop()
    const { stop, ended } = follow(stream, {}, { sooner: () => reason })
    await vi.advanceTimersByTimeAsync(3_999)
    expect(stream.opened).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(stream.opened).toHaveLength(2)
    stop()
    await ended
  })

  it('opens a stream anew that is silent for too long', async () => {
    const stream = fakeStream([quiet], { silenceMs: 5_000 })
    const { troubles, stop, ended } = follow(stream)
    await vi.advanceTimersByTimeAsync(5_300)
    expect(troubles).toEqual(['platform-timeout'])
    expect(stream.opened).toHaveLength(2)
    stop()
    await ended
  })

  it('asks of timers only what those of browsers can do, too', async () => {
    const { setTimeout: nodes } = globalThis
    vi.stubGlobal('setTimeout', (run: () => void, milliseconds: number) => Number(nodes(run, milliseconds)))
    const { troubles, stop, ended } = follow(fakeStream([quiet], { silenceMs: 5_000 }))
    await vi.advanceTimersByTimeAsync(5_300)
    expect(troubles).toEqual(['platform-timeout'])
    stop()
    await ended
    vi.unstubAllGlobals()
  })

  it('counts the silence from the last step on', async () => {
    const stream = fakeStream(
      [
        async function* () {
          yield { step: 'opened' }
          for (const id of ['a', 'b']) {
            await wait(4_000)
            yield events([id])
          }
          await wait(6_000)
        },
      ],
      { silenceMs: 5_000 },
    )
    const { troubles, stop, ended } = follow(stream)
    await vi.advanceTimersByTimeAsync(12_999)
    expect(troubles).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(troubles).toEqual(['platform-timeout'])
    stop()
    await vi.advanceTimersByTimeAsync(6_000)
    await ended
  })

  it('lets go of a stream that it gives up: the connection is closed, and nothing listens for its end', async () => {
    const signals: AbortSignal[] = []
    const stream = fakeStream([
      async function* ({ signal }) {
        signals.push(signal)
        yield { step: 'opened' }
        await new Promise(() => {})
      },
    ])
    const stopping = new AbortController()
    const { ended } = follow(stream, {}, { signal: stopping.signal })
    await vi.advanceTimersByTimeAsync(200_000)
    expect(signals.map(({ aborted: isClosed }) => isClosed)).toEqual([true, true, true, false])
    expect(getEventListeners(stopping.signal, 'abort')).toHaveLength(1)
    stopping.abort()
    await vi.advanceTimersByTimeAsync(1_000)
    await ended
  })

  it('goes on when opening fails at once, or with a stranger’s error', async () => {
    const stream = fakeStream([
      () => {
        throw new TypeError('of some library')
      },
      quiet,
    ])
    const { troubles, stop, ended } = follow(stream)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(troubles).toEqual(['internal'])
    expect(stream.opened).toHaveLength(2)
    stop()
    await ended
  })

  it('throws what no other try can mend', async () => {
    const stream = fakeStream([
      () => {
        throw error('platform-session-gone', 'Gone.')
      },
    ])
    expect(await follow(stream).ended).toBe('platform-session-gone')
  })

  describe('when it is stopped', () => {
    it('ends soon although the stream does not heed its signal', async () => {
      const stream = fakeStream([
        async function* () {
          yield { step: 'opened' }
          await new Promise<never>(() => {})
        },
      ])
      const { stop, ended } = follow(stream)
      await vi.advanceTimersByTimeAsync(5_000)
      stop()
      await vi.advanceTimersByTimeAsync(1_000)
      expect(await ended).toBe('ended')
    })

    it('still keeps a step that was read in the same moment', async () => {
      const stream = fakeStream([
        async function* (options) {
          yield { step: 'opened' }
          await aborted(options.signal)
          yield events(['drained'])
        },
      ])
      const { kept, stop, ended } = follow(stream)
      await vi.advanceTimersByTimeAsync(1_000)
      stop()
      await ended
      expect(kept).toEqual(['drained'])
    })

    it('does not open at all when it was stopped before', async () => {
      const stream = fakeStream([quiet])
      expect(await follow(stream, {}, { signal: AbortSignal.abort() }).ended).toBe('ended')
      expect(stream.opened).toEqual([])
    })
  })
})
