import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Connector } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import { ConversationError } from '../errors/conversation-error'
import { fakeConnector } from '../fakes/fake-connector'
import { all, customer, unavailable, wordsOf } from '../fakes/fake-conversation'
import { fakeStream, said } from '../fakes/fake-stream'
import { pause } from '../retry/pause'
import { startConversation } from './start-conversation'

const choice: PlatformEvent = {
  type: 'message',
  id: 'offer',
  author: { role: 'bot' },
  parts: [{ type: 'choices', choices: [{ choiceId: 'c1', title: 'Red' }] }],
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
  vi.useRealTimers()
})

describe('send', () => {
  const sending = async (replaced: Partial<Connector>) => startConversation(fakeConnector(replaced), customer)

  it('waits for a platform that thinks for as long as it says that it may', async () => {
    const conversation = await sending({
      arrival: { kind: 'reply', beginsWithinMs: 100_000 },
      async send(_, session) {
        await new Promise((resolve) => setTimeout(resolve, 90_000))
        return { session, events: [said('thought over')] }
      },
    })
    const sent = conversation.send('difficult')
    await vi.runAllTimersAsync()
    await sent
    conversation.close()
    expect(wordsOf(await all(conversation))).toContain('thought over')
  })

  it('opens a stream that waits for half a minute to be opened anew: the platform works, and is about to answer', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.999)
    onTestFinished(() => random.mockRestore())
    const arrival = fakeStream([
      async function* () {
        yield { step: 'opened' }
      },
      () => {
        throw unavailable()
      },
    ])
    const conversation = await sending({ arrival })
    await vi.advanceTimersByTimeAsync(55_000)
    const before = arrival.opened.length
    await conversation.send('hello')
    await vi.advanceTimersByTimeAsync(0)
    expect(arrival.opened).toHaveLength(before + 1)
    conversation.close()
    await vi.advanceTimersByTimeAsync(1_000)
  })

  it('sends one message at a time, in order, and a failed one does not hold the next back', async () => {
    const taken: string[] = []
    const conversation = await sending({
      async send({ message }, session) {
        const text = message.type === 'text' ? message.text : ''
        await new Promise((resolve) => setTimeout(resolve, text === 'a' ? 100 : 1))
        if (text === 'b') throw new ConversationError('platform-refused', 'No.')
        taken.push(text)
        return { session }
      },
    })
    const settled = Promise.allSettled(['a', 'b', 'c'].map((text) => conversation.send(text)))
    await vi.runAllTimersAsync()
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(taken).toEqual(['a', 'c'])
    conversation.close()
    const heard = await all(conversation)
    expect(wordsOf(heard)).toEqual(['a', 'b', 'c'])
    expect(heard.filter(({ type }) => type === 'receipt')).toMatchObject([
      { status: 'failed', code: 'platform-refused' },
    ])
  })

  it('hears the answer inside the reply, and goes on although the reply breaks off', async () => {
    const notices: string[] = []
    const connector = fakeConnector({
      send: async (_, session) => ({
        session,
        events: (async function* () {
          yield said('half an answer')
          throw new TypeError('cut')
        })(),
      }),
    })
    const conversation = await startConversation(connector, customer, {
      onNotice: (text) => notices.push(text),
    })
    await conversation.send('hello')
    conversation.close()
    expect(wordsOf(await all(conversation))).toEqual(['hello', 'half an answer'])
    expect(notices).toEqual(['Reading the platform’s reply failed with an unexpected TypeError.'])
  })

  it('hears a reply to its end, however long it takes, as long as it is not silent', async () => {
    const words = ['one', 'two', 'three']
    const notices: string[] = []
    const connector = fakeConnector({
      send: async (_, session) => ({
        session,
        events: (async function* () {
          for (const word of words) {
            await pause(100_000)
            yield said(word)
          }
        })(),
      }),
    })
    const conversation = await startConversation(connector, customer, {
      onNotice: (text) => notices.push(text),
    })
    const sent = conversation.send('hello')
    await vi.runAllTimersAsync()
    await sent
    conversation.close()
    expect([wordsOf(await all(conversation)), notices]).toEqual([['hello', ...words], []])
  })

  it('refuses white space alone, and tells the platform nothing', async () => {
    const send = vi.fn(async (_, session) => ({ session }))
    const conversation = await sending({ send })
    await expect(conversation.send(' \n\u00a0')).rejects.toMatchObject({
      code: 'invalid-request',
      message: 'The message is not valid: text: must not be empty or white space alone.',
    })
    conversation.close()
    expect(send).not.toHaveBeenCalled()
    expect(wordsOf(await all(conversation))).toEqual([])
  })

  it('sends the same clientMessageId once, and again only after it failed', async () => {
    const send = vi
      .fn<Connector['send']>(async (_, session) => ({ session }))
      .mockRejectedValueOnce(new ConversationError('platform-refused', 'No.'))
    const conversation = await sending({ send })
    const message = { text: 'once', clientMessageId: 'k' }
    await expect(conversation.send(message)).rejects.toMatchObject({ code: 'platform-refused' })
    const ids = await Promise.all([conversation.send(message), conversation.send(message)])
    expect(ids[0]).toEqual(ids[1])
    expect(send).toHaveBeenCalledTimes(2)
    conversation.close()
  })

  it('brings a picked choice, or its title where the platform knows no choices', async () => {
    const { capabilities } = fakeConnector()
    for (const [choices, expected] of [
      [true, { type: 'choice', choiceId: 'c1', title: 'Red', inReplyTo: 'offer' }],
      [false, { type: 'text', text: 'Red' }],
    ] as const) {
      const send = vi.fn<Connector['send']>(async (_, session) => ({ session }))
      const conversation = await sending({
        capabilities: { ...capabilities, choices },
        start: async () => ({ session: {}, events: [choice] }),
        send,
      })
      await conversation.send({ choiceId: 'c1' })
      expect(send.mock.calls[0]?.[0].message).toEqual(expected)
      conversation.close()
    }
  })

  it('renews expired access once and tries again', async () => {
    const send = vi.fn<Connector['send']>(async (_, session) => {
      if (session.access !== 'new') throw new ConversationError('platform-session-expired', 'Expired.')
      return { session }
    })
    const conversation = await sending({ send, renew: async () => ({ access: 'new' }) })
    await conversation.send('hello')
    expect(conversation.session).toEqual({ access: 'new' })
    expect(send).toHaveBeenCalledTimes(2)
    conversation.close()
  })

  it('renews access once for a message, and says so where it is refused all the same', async () => {
    const expired = new ConversationError('platform-session-expired', 'Expired.')
    const send = vi.fn<Connector['send']>(() => Promise.reject(expired))
    const conversation = await sending({ send, renew: async () => ({ access: 'new' }) })
    await expect(conversation.send('hello')).rejects.toBe(expired)
    expect(send).toHaveBeenCalledTimes(2)
    conversation.close()
  })

  it('renews access that has become due before it tries again', async () => {
    let isDue = false
    const send = vi
      .fn<Connector['send']>(async (_, session) => ({ session }))
      .mockImplementationOnce(() => {
        isDue = true
        return Promise.reject(unavailable())
      })
    const conversation = await sending({
      send,
      renewAt: ({ access }) => (isDue && access !== 'new' ? 0 : undefined),
      renew: async () => ({ access: 'new' }),
    })
    await conversation.send('hello')
    expect(send.mock.calls[1]?.[1]).toEqual({ access: 'new' })
    conversation.close()
  })

  it('is given up where the platform is down after five tries', async () => {
    const send = vi.fn<Connector['send']>(() => Promise.reject(unavailable()))
    const conversation = await sending({ send })
    const sent = expect(conversation.send('hello')).rejects.toMatchObject({ code: 'platform-unavailable' })
    await vi.advanceTimersByTimeAsync(60_000)
    await sent
    expect(send).toHaveBeenCalledTimes(5)
    conversation.close()
  })

  it('renews access that is due before it is used', async () => {
    const send = vi.fn<Connector['send']>(async (_, session) => ({ session }))
    const conversation = await sending({
      send,
      renewAt: ({ access }) => (access === 'new' ? undefined : 0),
      renew: async () => ({ access: 'new' }),
    })
    await conversation.send('hello')
    expect(send.mock.calls[0]?.[1]).toEqual({ access: 'new' })
    conversation.close()
  })

  it('does not make a script wait for a quarter of an hour', async () => {
    const limited = new ConversationError('platform-rate-limited', 'Slow.', { retryAfterMs: 900_000 })
    const conversation = await sending({ send: () => Promise.reject(limited) })
    await expect(conversation.send('hello')).rejects.toMatchObject({ code: 'platform-rate-limited' })
    conversation.close()
  })

  it('is refused after the end and after closing', async () => {
    const ended = await sending({})
    await ended.end()
    await expect(ended.send('hello')).rejects.toMatchObject({ code: 'conversation-ended' })
    await expect(ended.typing(true)).rejects.toMatchObject({ code: 'conversation-ended' })
    const closed = await sending({})
    closed.close()
    await expect(closed.send('hello')).rejects.toMatchObject({ code: 'cancelled' })
  })
})
