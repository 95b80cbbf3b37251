import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Exchange, HttpReply } from '../src/client'
import { createGateway } from '../src/gateway/gateway'
import { pollStream } from '../src/gateway/poll-stream'
import { createSessionCall } from '../src/gateway/session-call'
import { resolveSettings } from '../src/settings'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Something is said every ten minutes. */
const SAID_EVERY_MS = 600_000

const replyOf = (status: number, body: unknown): HttpReply => {
  const text = JSON.stringify(body)
  const bytes = new TextEncoder().encode(text)
  return {
    status,
    contentType: 'application/json',
    retryAfter: undefined,
    sessionAuth: undefined,
    setCookies: [],
    bytes,
    text,
  }
}

/** A gateway in memory, on the fake clock: tokens that live an hour, and a long poll of seven seconds. */
function gatewayInMemory({ longPoll }: { longPoll: boolean }) {
  const counts = { logins: 0, polls: 0, longPolls: 0, refused: 0 }
  let queue: object[] = []
  let goodUntil = 0
  let wake = () => {}

  const drain = () => replyOf(200, queue.splice(0))
  const exchange: Exchange = async ({ url, headers }) => {
    if (url.endsWith('/oauth/token')) {
      counts.logins += 1
      goodUntil = Date.now() + HOUR_MS
      return replyOf(200, { access_token: `token ${counts.logins}`, expires_in: 3600 })
    }
    if (headers?.Authorization !== `Bearer token ${counts.logins}` || Date.now() >= goodUntil) {
      counts.refused += 1
      return replyOf(401, {})
    }
    if (url.endsWith('/poll')) {
      counts.polls += 1
      return drain()
    }
    counts.longPolls += 1
    if (!longPoll) return replyOf(404, {})
    if (queue.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 7_000)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return drain()
  }

  let sequence = 0
  const talking = setInterval(() => {
    sequence += 1
    const said = { messageType: 'TextMessageFromAmelia', messageText: `text ${sequence}` }
    queue = [...queue, { ...said, messageId: `m${sequence}`, sessionSequence: sequence }]
    wake()
  }, SAID_EVERY_MS)
  return { exchange, counts, said: () => sequence, stop: () => clearInterval(talking) }
}

/** Listens to one conversation for a day. */
async function listenForADay(kind: 'long poll' | 'long poll that is missing' | 'poll') {
  const host = gatewayInMemory({ longPoll: kind === 'long poll' })
  const settings = resolveSettings({
    url: 'https://amelia.example.com',
    domain: 'support',
    credentials: { clientId: 'hub', clientSecret: 'sesame-42' },
  })
  if (settings.transport !== 'gateway') throw new Error('The gateway is the default.')
  const callSession = createSessionCall(createGateway(settings, host.exchange))
  const stream = pollStream(callSession, new Map(), kind === 'poll' ? 'poll' : 'long-poll')
  const stopping = new AbortController()
  const heard: string[] = []
  let mostLateMs = 0
  const listening = (async () => {
    for await (const step of stream.open({ sessionId: 's1' }, { signal: stopping.signal })) {
      if (step.step !== 'events') continue
      for (const event of step.events) {
        if (event.type !== 'message') continue
        heard.push(event.id)
        mostLateMs = Math.max(mostLateMs, Date.now() - heard.length * SAID_EVERY_MS)
      }
    }
  })()
  await vi.advanceTimersByTimeAsync(DAY_MS + 5_000)
  const waiting = {
    timers: vi.getTimerCount(),
    listeners: getEventListeners(stopping.signal, 'abort').length,
  }
  host.stop()
  stopping.abort()
  await vi.advanceTimersByTimeAsync(10_000)
  await listening
  return { ...host.counts, said: host.said(), heard, mostLateMs, waiting }
}

describe('a conversation that lasts a day', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each(['long poll', 'long poll that is missing', 'poll'] as const)('over a %s', async (kind) => {
    const day = await listenForADay(kind)
    expect(day.said).toBe(144)
    expect(day.heard).toEqual(Array.from({ length: 144 }, (_, index) => `m${index + 1}`))
    expect(day.mostLateMs).toBeLessThanOrEqual(kind === 'long poll' ? 250 : 2_000)
    // Tokens are renewed before they run out: none is ever refused.
    expect(day).toMatchObject({ refused: 0 })
    expect(day.logins).toBeGreaterThanOrEqual(24)
    expect(day.logins).toBeLessThanOrEqual(26)
    // What docs/amelia.md says of the calls while nothing is said: two in 7 seconds, or one in 2.
    const calls = day.polls + day.longPolls
    expect(calls / (DAY_MS / 1_000)).toBeLessThan(kind === 'long poll' ? 2.1 / 7 : 1.1 / 2)
    if (kind === 'long poll that is missing') expect(day.longPolls).toBe(1)
    // Nothing piles up: one timer left behind by every text would be 144. It is not an exact number, since what
    // earlier tests of the same process close at leisure (a kept connection) waits on the same clock.
    expect(day.waiting.timers).toBeLessThan(day.said / 2)
    expect(day.waiting.listeners).toBeLessThanOrEqual(1)
  })
})
