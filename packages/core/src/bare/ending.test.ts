import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connector } from '../connector/connector'
import { ConversationError } from '../errors/conversation-error'
import { fakeConnector } from '../fakes/fake-connector'
import { all, customer } from '../fakes/fake-conversation'
import { endingStream, fakeStream } from '../fakes/fake-stream'
import { pause } from '../retry/pause'
import { startConversation } from './start-conversation'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
  vi.useRealTimers()
})

describe('the end', () => {
  it('by the customer is told once, with its reason', async () => {
    const end = vi.fn<Connector['end']>(async (_, session) => ({
      session,
      events: [{ type: 'ended', id: 'e', reason: 'customer-ended' }],
    }))
    const conversation = await startConversation(fakeConnector({ end }), customer)
    await Promise.all([conversation.end(), conversation.end()])
    await conversation.end()
    expect(end).toHaveBeenCalledTimes(1)
    expect(await all(conversation)).toMatchObject([
      { type: 'state', state: 'ended', reason: 'customer-ended' },
    ])
  })

  it('by the platform lets a command that is under way finish', async () => {
    const { arrival, endNow } = endingStream('agent-ended')
    const steps: string[] = []
    const conversation = await startConversation(
      fakeConnector({
        arrival,
        async end(_, session, { signal }) {
          endNow()
          await pause(100)
          steps.push(signal.aborted ? 'aborted' : 'finished')
          return { session }
        },
      }),
      customer,
    )
    const ending = conversation.end()
    await vi.advanceTimersByTimeAsync(100)
    await ending
    expect(steps).toEqual(['finished'])
    expect(await all(conversation)).toMatchObject([{ state: 'ended', reason: 'agent-ended' }])
  })

  it('by the platform leaves unsaid what has not been said: what waits for its turn, or for another try', async () => {
    const calls: string[] = []
    const conversation = await startConversation(
      fakeConnector({
        async send({ message }, session) {
          calls.push(message.type === 'text' ? message.text : message.type)
          await pause(100)
          return { session, events: [{ type: 'ended', id: 'e', reason: 'agent-ended' }] }
        },
      }),
      customer,
    )
    const sent = Promise.allSettled(['Bye.', 'One more thing.'].map((text) => conversation.send(text)))
    await vi.advanceTimersByTimeAsync(100)
    expect(await sent).toMatchObject([{}, { reason: { code: 'conversation-ended' } }])
    expect(calls).toEqual(['Bye.'])

    const { arrival, endNow } = endingStream('agent-ended')
    const busy = new ConversationError('platform-busy', 'Not now.', { retryAfterMs: 5_000 })
    const send = vi.fn<Connector['send']>(() => Promise.reject(busy))
    const other = await startConversation(fakeConnector({ arrival, send }), customer)
    const refused = expect(other.send('Hello?')).rejects.toBe(busy)
    await vi.advanceTimersByTimeAsync(1_000)
    endNow()
    await vi.advanceTimersByTimeAsync(60_000)
    await refused
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('in the very answer to the start leaves no stream open', async () => {
    const arrival = fakeStream([], { opens: 'after-start' })
    const start: Connector['start'] = async () => ({
      session: {},
      events: [{ type: 'ended', id: 'e', reason: 'no-agent' }],
    })
    const conversation = await startConversation(fakeConnector({ arrival, start }), customer)
    await vi.advanceTimersByTimeAsync(1_000)
    expect([conversation.state, arrival.opened]).toEqual(['ended', []])
  })

  it.each([
    ['platform-session-gone', 'platform-expired'],
    ['platform-session-expired', 'platform-expired'],
    ['platform-refused', 'platform-error'],
  ] as const)('comes when the stream fails for good: %s', async (code, reason) => {
    const arrival = fakeStream(
      [
        () => {
          throw new ConversationError(code, 'No.')
        },
      ],
      { opens: 'after-start' },
    )
    const notices: string[] = []
    const conversation = await startConversation(fakeConnector({ arrival }), customer, {
      onNotice: (text) => notices.push(text),
    })
    expect(await all(conversation)).toMatchObject([{ type: 'state', state: 'ended', reason }])
    expect(notices).toEqual(['No.'])
  })

  it('is what a platform that has forgotten the conversation means, whatever it was asked', async () => {
    const forgotten = async () => {
      throw new ConversationError('platform-session-gone', 'Never heard of it.')
    }
    const replaced = { send: forgotten, receipt: forgotten, end: forgotten }
    const told = await startConversation(fakeConnector(replaced), customer)
    await expect(told.send('Hello?')).rejects.toMatchObject({ code: 'platform-session-gone' })
    expect(told.state).toBe('ended')
    expect(await all(told)).toMatchObject([
      { type: 'message' },
      { type: 'receipt', status: 'failed', code: 'platform-session-gone' },
      { state: 'ended', reason: 'platform-expired' },
    ])
    const read = await startConversation(fakeConnector(replaced), customer)
    await expect(read.receipt('m1', 'read')).rejects.toMatchObject({ code: 'platform-session-gone' })
    expect(read.state).toBe('ended')
    expect(await all(read)).toMatchObject([{ state: 'ended', reason: 'platform-expired' }])

    const ended = await startConversation(fakeConnector(replaced), customer)
    await ended.end()
    expect(ended.state).toBe('ended')
    expect(await all(ended)).toMatchObject([{ state: 'ended', reason: 'customer-ended' }])
  })

  it('lets go of the caller’s signal, as closing does', async () => {
    for (const way of ['end', 'close'] as const) {
      const caller = new AbortController()
      const added = vi.spyOn(caller.signal, 'addEventListener')
      const removed = vi.spyOn(caller.signal, 'removeEventListener')
      const conversation = await startConversation(fakeConnector(), customer, { signal: caller.signal })
      await conversation[way]()
      const removedListeners = new Set(removed.mock.calls.map(([, listener]) => listener))
      for (const [, listener] of added.mock.calls) expect(removedListeners).toContain(listener)
    }
  })
})
