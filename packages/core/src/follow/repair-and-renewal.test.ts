import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { events, fakeStream, quiet, said } from '../fakes/fake-stream'
import { error, follow, openingTimes, wait } from '../fakes/follow-in-fake-time'

describe('followStream', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
    vi.useRealTimers()
  })

  describe('after a gap', () => {
    const cutOnce = () =>
      fakeStream([
        async function* () {
          yield { step: 'opened' }
          yield events(['a'])
        },
        quiet,
      ])

    it('merges the platform’s transcript', async () => {
      const { kept, stop, ended } = follow(cutOnce(), { readTranscript: async () => [said('missed')] })
      await vi.advanceTimersByTimeAsync(1_000)
      expect(kept).toEqual(['a', 'missed'])
      stop()
      await ended
    })

    it.each([
      ['a conversation that is taken up again', {}, { resumed: true }],
      ['a stream that opens after the start', { opens: 'after-start' as const }, {}],
    ])('counts the first opening of %s as one', async (_, arrival, more) => {
      const stream = fakeStream([quiet], arrival)
      const { kept, stop, ended } = follow(stream, { readTranscript: async () => [said('before')] }, more)
      await vi.advanceTimersByTimeAsync(0)
      expect(kept).toEqual(['before'])
      stop()
      await ended
    })

    it('reads the transcript again when something fails that should not', async () => {
      const readTranscript = vi.fn(async () => [said('missed')]).mockRejectedValueOnce(new TypeError('odd'))
      const { kept, troubles, stop, ended } = follow(cutOnce(), { readTranscript })
      await vi.advanceTimersByTimeAsync(5_000)
      expect([kept, troubles]).toEqual([['a', 'missed'], ['internal']])
      stop()
      await ended
    })

    it('listens on when the transcript is refused for good', async () => {
      const { troubles, stop, ended } = follow(cutOnce(), {
        readTranscript: async () => {
          throw error('platform-refused', 'No.')
        },
      })
      await vi.advanceTimersByTimeAsync(60_000)
      expect(troubles.slice(0, 1)).toEqual(['platform-refused'])
      stop()
      expect(await ended).toBe('ended')
    })
  })

  describe('renewal', () => {
    const renewing: Partial<Connector> = { renew: async ({ access }) => ({ access: Number(access) + 1 }) }
    const expired = () => error('platform-session-expired', 'Expired.')

    it('opens a stream anew at once after its access expired', async () => {
      const stream = fakeStream([
        async function* () {
          yield { step: 'opened' }
          throw expired()
        },
        quiet,
      ])
      const { troubles, stop, ended } = follow(stream, renewing)
      await vi.advanceTimersByTimeAsync(0)
      expect(stream.opened.map(({ session }) => session)).toEqual([{ access: 1 }, { access: 2 }])
      expect(troubles).toEqual([])
      stop()
      await ended
    })

    it('leaves a platform in peace that refuses what it has just renewed', async () => {
      const stream = fakeStream([
        async function* () {
          yield { step: 'opened' }
          yield events([])
          throw expired()
        },
      ])
      expect(await openingTimes(stream, 5_000, renewing)).toEqual([0, 0, 500, 1_500, 3_500])
    })

    it.each([
      ['tries again when renewing fails', 'platform-unavailable', 'ended'],
      ['gives up when nothing can be renewed', 'platform-session-expired', 'platform-session-expired'],
    ] as const)('%s', async (_, code, expectedEnd) => {
      const stream = fakeStream([
        () => {
          throw expired()
        },
      ])
      const { stop, ended } = follow(stream, {
        renew: async () => {
          throw error(code, 'Not now.')
        },
      })
      await vi.advanceTimersByTimeAsync(3_000)
      stop()
      expect(await ended).toBe(expectedEnd)
    })

    it('happens in time, while the stream is read on, and loses no step', async () => {
      const due = Date.now() + 30_000
      const stream = fakeStream([
        async function* () {
          yield { step: 'opened' }
          await wait(29_999)
          yield events(['before'], '1')
          await wait(5_000)
          yield events(['after'], '2')
          yield events(['never asked for'], '3')
        },
        quiet,
      ])
      const { kept, stop, ended } = follow(stream, {
        ...renewing,
        renewAt: ({ access }) => (access === 1 ? due : undefined),
      })
      await vi.advanceTimersByTimeAsync(40_000)
      expect(kept).toEqual(['before', 'after'])
      expect(stream.opened).toEqual([{ session: { access: 1 } }, { session: { access: 2 }, cursor: '2' }])
      stop()
      await ended
    })

    it('happens in time also where the clock was set back, and the stream opened anew, meanwhile', async () => {
      const due = Date.now() + 30_000
      const stream = fakeStream([
        async function* () {
          yield { step: 'opened' }
          await wait(10_000)
        },
        quiet,
      ])
      const { stop, ended } = follow(stream, {
        ...renewing,
        renewAt: ({ access }) => (access === 1 ? due : undefined),
      })
      await vi.advanceTimersByTimeAsync(5_000)
      vi.setSystemTime(Date.now() - 3_600_000)
      await vi.advanceTimersByTimeAsync(24_900)
      expect(stream.opened.map(({ session }) => session)).toEqual([{ access: 1 }, { access: 1 }])
      await vi.advanceTimersByTimeAsync(45_000)
      expect(stream.opened.at(-1)?.session).toEqual({ access: 2 })
      stop()
      await ended
    })

    it('happens with the next opening where it fails in time', async () => {
      const due = Date.now() + 30_000
      const renew = vi
        .fn<NonNullable<Connector['renew']>>(async () => ({ access: 2 }))
        .mockRejectedValueOnce(error('platform-unavailable', 'Not now.'))
      const stream = fakeStream([quiet])
      const renewAt = ({ access }: PlatformSession) => (access === 1 ? due : undefined)
      const { stop, ended } = follow(stream, { renew, renewAt })
      await vi.advanceTimersByTimeAsync(31_000)
      expect(stream.opened.map(({ session }) => session)).toEqual([{ access: 1 }, { access: 2 }])
      stop()
      await ended
    })

    it('waits for as long as a timer can, where the access is good for longer', async () => {
      const renew = vi.fn(async (session: PlatformSession) => session)
      const due = Date.now() + 2 ** 32
      const { stop, ended } = follow(fakeStream([quiet]), { renew, renewAt: () => due })
      await vi.advanceTimersByTimeAsync(10_000)
      expect(renew).not.toHaveBeenCalled()
      stop()
      await ended
    })

    it('leaves a platform in peace whose access is always good for a moment only', async () => {
      const stream = fakeStream([
        async function* () {
          yield { step: 'opened' }
          for (;;) {
            await wait(1_000)
            yield events([])
          }
        },
      ])
      const renewAt = () => Date.now() + 1_000
      const times = await openingTimes(stream, 60_000, { ...renewing, renewAt })
      expect(times.length).toBeLessThan(12)
    })

    it('does not run in circles when the renewed session is due again', async () => {
      const renew = vi.fn(async (session: PlatformSession) => session)
      const { troubles, stop, ended } = follow(fakeStream([quiet]), { renew, renewAt: () => Date.now() - 1 })
      await vi.advanceTimersByTimeAsync(4_000)
      expect(renew.mock.calls.length).toBeLessThan(6)
      expect(new Set(troubles)).toEqual(new Set(['platform-reply-invalid']))
      stop()
      await ended
    })
  })
})
