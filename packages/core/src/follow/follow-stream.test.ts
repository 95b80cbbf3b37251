import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StreamArrival, StreamStep } from '../connector/arrival'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { ConversationError } from '../errors/conversation-error'
import { fakeConnector } from '../fakes/fake-connector'
import { aborted, events, fakeStream, quiet, said } from '../fakes/fake-stream'
import { type FollowOptions, followStream } from './follow-stream'

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const error = (...details: ConstructorParameters<typeof ConversationError>) =>
  new ConversationError(...details)

/** Follows a stream in fake time, and notes what came of it. */
function follow(
  arrival: StreamArrival,
  replaced: Partial<Connector> = {},
  more: Partial<FollowOptions> = {},
) {
  const stop = new AbortController()
  const connector = fakeConnector({ arrival, ...replaced })
  const kept: string[] = []
  const troubles: string[] = []
  let cursor: string | undefined
  let session: PlatformSession = { access: 1 }
  const following = followStream({
    connector,
    arrival,
    session: () => session,
    cursor: () => cursor,
    async renew() {
      session = (await connector.renew?.(session, { signal: stop.signal })) ?? session
    },
    async keep(received, newCursor) {
      for (const event of received) if (event.type === 'message') kept.push(event.id)
      cursor = newCursor ?? cursor
    },
    onTrouble: ({ code }) => troubles.push(code),
    resumed: false,
    signal: stop.signal,
    random: () => 1,
    ...more,
  })
  const ended = following.then(
    () => 'ended',
    (thrown: ConversationError) => thrown.code,
  )
  return { kept, troubles, stop: () => stop.abort(), ended }
}

/** The times, in milliseconds from now, at which the stream was opened within so many milliseconds. */
async function openingTimes(arrival: StreamArrival, within: number, replaced: Partial<Connector> = {}) {
  const times: number[] = []
  const began = Date.now()
  const noted: StreamArrival = {
    ...arrival,
    open(session, options) {
      times.push(Date.now() - began)
      return arrival.open(session, options)
    },
  }
  const { stop, ended } = follow(noted, replaced)
  await vi.advanceTimersByTimeAsync(within)
  stop()
  await vi.advanceTimersByTimeAsync(15_000)
  await ended
  return times
}

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

  it('opens a stream anew that is silent for too long', async () => {
    const stream = fakeStream([quiet], { silenceMs: 5_000 })
    const { troubles, stop, ended } = follow(stream)
    await vi.advanceTimersByTimeAsync(5_300)
    expect(troubles).toEqual(['platform-timeout'])
    expect(stream.opened).toHaveLength(2)
    stop()
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
