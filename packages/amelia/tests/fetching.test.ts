import type { PlatformEvent, StreamStep } from '@conversation-hub/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { pollStream } from '../src/gateway/poll-stream'
import type { Turn } from '../src/turn'
import { connectTo, errorOf, patiently, sendCommand } from './calls'
import { type LoopbackAnswer, quietHost, startLoopback } from './loopback'
import { afterTest, eventually } from './talk'

const text = (sequence: number) => ({
  messageId: `m${sequence}`,
  messageType: 'TextMessageFromAmelia',
  messageText: `text ${sequence}`,
  sessionSequence: sequence,
})

/** Opens the stream of a session at a host and reads it step by step. */
function openAt(url: string, delivery: 'long-poll' | 'poll' = 'long-poll') {
  const connector = connectTo(url, { delivery })
  const { arrival } = connector
  if (arrival.kind !== 'stream') throw new Error('The gateway has a stream per conversation.')
  const stopping = new AbortController()
  const steps = arrival.open({ sessionId: 's1' }, { signal: stopping.signal })[Symbol.asyncIterator]()
  const next = async (): Promise<StreamStep | 'ended'> => {
    const { done, value } = await steps.next()
    return done ? 'ended' : value
  }
  afterTest({ close: () => stopping.abort() })
  return { connector, next, stop: () => stopping.abort() }
}

const eventsOf = (step: StreamStep | 'ended'): ReadonlyArray<PlatformEvent> =>
  step !== 'ended' && step.step === 'events' ? step.events : []

/** A rest begins with the call for the next step, and is over at once. */
async function withoutRest<Step>(next: () => Promise<Step>): Promise<Step> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const step = next()
  if (vi.getTimerCount() > 0) vi.advanceTimersToNextTimer()
  vi.useRealTimers()
  return step
}

describe('fetching', () => {
  it('asks for the next batch only after the last one is kept', async () => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('poll') ? { body: [text(2), text(1)] } : quietHost(path),
    )
    const stream = openAt(host.url)
    expect(await stream.next()).toEqual({ step: 'opened' })
    expect(eventsOf(await stream.next())).toMatchObject([{ id: 'm1' }, { id: 'm2' }])
    await fetch(`${host.url}/a-moment-later`)
    expect(host.paths()).toEqual(['/auth/login', '/conversations/s1/poll', '/a-moment-later'])
  })

  it('begins with a plain poll and goes on with long polls', async () => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/longpoll') ? { body: [text(1)] } : quietHost(path),
    )
    const stream = openAt(host.url)
    expect(await stream.next()).toEqual({ step: 'opened' })
    expect(await stream.next()).toEqual({ step: 'events', events: [] })
    expect(eventsOf(await stream.next())).toHaveLength(1)
    expect(host.paths().slice(1)).toEqual(['/conversations/s1/poll', '/conversations/s1/longpoll'])
  })

  it.each([
    404, 405, 501,
  ])('falls back to plain polls for all conversations where the long poll is missing (%d)', async (status) => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/longpoll') ? { status } : quietHost(path),
    )
    const { arrival } = connectTo(host.url)
    if (arrival.kind !== 'stream') throw new Error('The gateway has a stream per conversation.')
    for (const sessionId of ['s1', 's2']) {
      const steps = arrival.open({ sessionId }, afterTestSignal())[Symbol.asyncIterator]()
      for (let taken = 0; taken < 4; taken += 1) await withoutRest(() => steps.next())
    }
    expect(host.paths().filter((path) => path.endsWith('/longpoll'))).toEqual(['/conversations/s1/longpoll'])
  })

  it('does not take a conversation that is gone for a missing long poll', async () => {
    let gone = false
    const host = await startLoopback(({ path }) => {
      if (path.endsWith('/longpoll')) return { status: gone ? 404 : 200, body: [text(1)] }
      return gone && path.endsWith('/poll') ? { status: 404 } : quietHost(path)
    })
    const stream = openAt(host.url)
    await stream.next()
    await stream.next()
    gone = true
    expect((await errorOf(stream.next())).code).toBe('platform-session-gone')
  })

  it('ends quietly when it is stopped in the middle of a long poll', async () => {
    const host = await startLoopback(({ path }) => quietHost(path))
    const stream = openAt(host.url)
    await stream.next()
    await stream.next()
    const hanging = stream.next()
    await eventually(() => expect(host.paths().at(-1)).toBe('/conversations/s1/longpoll'))
    stream.stop()
    expect(await hanging).toBe('ended')
  })

  it('hands over what a plain poll still brings when it is stopped in the middle', async () => {
    let answer = () => {}
    const host = await startLoopback(({ path }) => {
      if (!path.endsWith('/poll')) return quietHost(path)
      return (response) => {
        answer = () => response.end(JSON.stringify([text(1)]))
      }
    })
    const stream = openAt(host.url)
    const underWay = stream.next()
    await eventually(() => expect(host.paths().at(-1)).toBe('/conversations/s1/poll'))
    stream.stop()
    answer()
    expect(eventsOf(await underWay)).toMatchObject([{ id: 'm1' }])
    expect(await stream.next()).toBe('ended')
  })

  it('loses no batch for its size', async () => {
    const long = { ...text(1), messageText: 'word '.repeat(300_000) }
    const host = await startLoopback(({ path }) =>
      path.endsWith('/poll') ? { body: [long, text(2)] } : quietHost(path),
    )
    const stream = openAt(host.url)
    await stream.next()
    expect(eventsOf(await stream.next())).toMatchObject([{ id: 'm1' }, { id: 'm2' }])
  })

  it.each([
    [410, 0],
    [503, 1],
  ])('remembers whose turn it is only while it is tried again (%d)', async (status, remembered) => {
    const turns = new Map<string, Turn>()
    const reply = { status, contentType: '', text: '', retryAfter: undefined, sessionAuth: undefined }
    const answer = async () => ({ ...reply, setCookies: [], bytes: new Uint8Array() })
    const { open } = pollStream(answer, turns, 'poll')
    const steps = open({ sessionId: 's1' }, afterTestSignal())[Symbol.asyncIterator]()
    await errorOf(steps.next())
    expect(turns.size).toBe(remembered)
  })

  it('words that are refused right after it was taken up came too early, until Amelia was heard to be ready', async () => {
    let said: ReadonlyArray<object> = []
    const host = await startLoopback(({ path }) => {
      if (path.endsWith('/send')) return { status: 400 }
      return path.endsWith('/poll') ? { body: said } : quietHost(path)
    })
    const { connector, next } = openAt(host.url, 'poll')
    await next()
    const send = () => connector.send(sendCommand('hi'), { sessionId: 's1' }, patiently())
    const refusal = async () => (await errorOf(send())).code
    expect(await refusal()).toBe('platform-busy')
    expect(await refusal()).toBe('platform-busy')
    said = [{ messageId: 'm9', messageType: 'AmeliaReadyMessageFromAmelia', inputEnabled: true }]
    while (eventsOf(await next()).length === 0);
    expect(await refusal()).toBe('platform-refused')
  })

  it('takes a single message for a batch of one', async () => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/poll') ? { body: text(1) } : quietHost(path),
    )
    const stream = openAt(host.url)
    await stream.next()
    expect(eventsOf(await stream.next())).toHaveLength(1)
  })

  it.each<[string, LoopbackAnswer]>([
    ['an empty body', { body: '' }],
    ['204', { status: 204 }],
    ['null', { body: 'null' }],
  ])('takes %s for no messages', async (_name, answer) => {
    const host = await startLoopback(({ path }) => (path.endsWith('/poll') ? answer : quietHost(path)))
    const stream = openAt(host.url)
    expect([await stream.next(), await stream.next()]).toEqual([
      { step: 'opened' },
      { step: 'events', events: [] },
    ])
  })

  it('rests where a long poll brings at once what is no message', async () => {
    const host = await startLoopback(({ path }) =>
      path.endsWith('/longpoll') ? { body: { status: 'OK' } } : quietHost(path),
    )
    const stream = openAt(host.url)
    await stream.next()
    await stream.next()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    await stream.next()
    const polled = host.paths().length
    const resting = stream.next()
    await fetch(`${host.url}/a-moment-later`)
    expect(host.paths().slice(polled)).toEqual(['/a-moment-later'])
    vi.advanceTimersToNextTimer()
    await resting
    expect(host.paths().at(-1)).toBe('/conversations/s1/longpoll')
  })

  it.each<[string, LoopbackAnswer]>([
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['a number', { body: 7 }],
    ['half a list', { body: '[{"messageId":' }],
  ])('fails for %s where messages should be', async (_name, answer) => {
    const host = await startLoopback(({ path }) => (path.endsWith('/poll') ? answer : quietHost(path)))
    const error = await errorOf(openAt(host.url).next())
    expect(error).toMatchObject({ code: 'platform-reply-invalid', remedy: 'backoff' })
  })

  it.each<[string, object]>([
    ['the gateway’s own', { status: 500, message: 'canary' }],
    ['one with its name', { error: 'Gone', path: '/canary' }],
    ['one with its parts', { error: { code: 'E_QUEUE', text: 'canary' } }],
  ])('fails for an error beneath a status of success: %s', async (_name, body) => {
    const host = await startLoopback(({ path }) => (path.endsWith('poll') ? { body } : quietHost(path)))
    const error = await errorOf(openAt(host.url).next())
    expect(error).toMatchObject({ code: 'platform-unavailable', remedy: 'backoff' })
    expect(error.message).not.toContain('canary')
  })

  it('passes by a message of a million brackets and goes on', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const odd = { ...text(1), messageType: 'FormInputMessageFromAmelia', formInputData: deep }
    const host = await startLoopback(({ path }) =>
      path.endsWith('/poll') ? { body: [odd, text(2)] } : quietHost(path),
    )
    const stream = openAt(host.url)
    await stream.next()
    expect(eventsOf(await stream.next()).at(-1)).toMatchObject({ id: 'm2' })
  })
})

function afterTestSignal() {
  const stopping = new AbortController()
  afterTest({ close: () => stopping.abort() })
  return { signal: stopping.signal }
}
