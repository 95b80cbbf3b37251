import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connector } from '../connector/connector'
import { aborted, events, fakeStream, said } from '../fakes/fake-stream'
import { error, follow, wait } from '../fakes/follow-in-fake-time'

describe('a transcript that cannot be read', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
    vi.useRealTimers()
  })

  const away = () => error('platform-unavailable', 'Away.')
  /** Cut once, and from then on: a message, and a sign of life every 20 seconds. */
  const cutOnce = () =>
    fakeStream([
      async function* () {
        yield { step: 'opened' }
      },
      async function* ({ signal }) {
        yield { step: 'opened' }
        yield events(['b'])
        const stopped = aborted(signal)
        while (!signal.aborted) {
          await Promise.race([wait(20_000), stopped])
          yield events([])
        }
      },
    ])

  it('is waited for, for minutes; then the stream is read on, and it is read as soon as it is there', async () => {
    let isAway = true
    const stream = cutOnce()
    const readTranscript = vi.fn(async () => {
      if (isAway) throw away()
      return [said('a')]
    })
    const { kept, stop, ended } = follow(stream, { readTranscript })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(kept).toEqual([])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(kept).toEqual(['b'])
    const [openings, readings] = [stream.opened.length, readTranscript.mock.calls.length]
    await vi.advanceTimersByTimeAsync(600_000)
    expect(readTranscript.mock.calls.length - readings).toBeGreaterThan(5)
    expect(readTranscript.mock.calls.length - readings).toBeLessThan(11)
    isAway = false
    await vi.advanceTimersByTimeAsync(80_000)
    expect(kept).toEqual(['b', 'a'])
    const all = readTranscript.mock.calls.length
    await vi.advanceTimersByTimeAsync(300_000)
    expect([stream.opened.length, readTranscript.mock.calls.length]).toEqual([openings, all])
    stop()
    await vi.advanceTimersByTimeAsync(20_000)
    await ended
  })

  it('is asked for once more before the end, behind which nothing is shown', async () => {
    let isAway = true
    let endNow = () => {}
    const stream = fakeStream([
      async function* () {
        yield { step: 'opened' }
      },
      async function* ({ signal }) {
        yield { step: 'opened' }
        yield events(['b'])
        await Promise.race([aborted(signal), new Promise<void>((resolve) => (endNow = resolve))])
        yield { step: 'events', events: [said('bye'), { type: 'ended', id: 'e', reason: 'agent-ended' }] }
        await aborted(signal)
      },
    ])
    const { kept, stop, ended } = follow(stream, {
      readTranscript: async () => {
        if (isAway) throw away()
        return [said('a')]
      },
    })
    await vi.advanceTimersByTimeAsync(240_000)
    isAway = false
    endNow()
    await vi.advanceTimersByTimeAsync(0)
    expect(kept).toEqual(['b', 'a', 'bye'])
    stop()
    await ended
  })

  it('is waited for anew after an outage, in which nothing could be opened', async () => {
    let isDown = false
    const stream = fakeStream([
      async function* () {
        yield { step: 'opened' }
      },
      async function* () {
        isDown = true
        yield { step: 'opened' }
      },
      async function* ({ signal }) {
        if (isDown) throw away()
        yield { step: 'opened' }
        yield events(['b'])
        await aborted(signal)
      },
    ])
    const readTranscript = vi
      .fn(async () => [said('a')])
      .mockRejectedValueOnce(away())
      .mockRejectedValueOnce(away())
    const { kept, stop, ended } = follow(stream, { readTranscript })
    await vi.advanceTimersByTimeAsync(300_000)
    isDown = false
    await vi.advanceTimersByTimeAsync(61_000)
    expect(kept).toEqual(['a', 'b'])
    stop()
    await ended
  })

  it('keeps nobody waiting for ever either where each access is refused for it', async () => {
    const renew: Connector['renew'] = async ({ access }) => ({ access: Number(access) + 1 })
    const { kept, stop, ended } = follow(cutOnce(), {
      renew,
      readTranscript: async () => {
        throw error('platform-session-expired', 'Expired.')
      },
    })
    await vi.advanceTimersByTimeAsync(240_000)
    expect(kept).toEqual(['b'])
    stop()
    await vi.advanceTimersByTimeAsync(20_000)
    await ended
  })
})
