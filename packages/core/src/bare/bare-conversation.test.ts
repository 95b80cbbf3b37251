import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KeyedEvents } from '../connector/arrival'
import type { Connector, Reconciliation } from '../connector/connector'
import type { PlatformEvent } from '../connector/platform-events'
import type { ConversationEvent } from '../contract/events'
import { ConversationError } from '../errors/conversation-error'
import { fakeConnector } from '../fakes/fake-connector'
import { aborted, events, fakeStream, quiet, said } from '../fakes/fake-stream'
import type { BareConversation } from './bare-conversation'
import { resumeConversation, startConversation } from './start-conversation'

const customer = { customerDestination: 'customer-1' }
const unavailable = () => new ConversationError('platform-unavailable', 'Down.')
const lost = () => new ConversationError('platform-timeout', 'No answer.', { outcome: 'unknown' })

/** Every event until the conversation ends or is closed. */
async function all(conversation: BareConversation): Promise<ConversationEvent[]> {
  const heard: ConversationEvent[] = []
  for await (const event of conversation.events()) heard.push(event)
  return heard
}

const wordsOf = (heard: ReadonlyArray<ConversationEvent>) =>
  heard.flatMap((event) =>
    event.type === 'message' ? event.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : [],
  )

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

describe('startConversation', () => {
  it('hears a greeting inside the reply to the start', async () => {
    const connector = fakeConnector({
      start: async () => ({ session: { id: 1 }, events: [said('welcome')] }),
    })
    const conversation = await startConversation(connector, customer)
    expect(conversation.state).toBe('with-bot')
    expect(conversation.session).toEqual({ id: 1 })
    conversation.close()
    expect(wordsOf(await all(conversation))).toEqual(['welcome'])
  })

  it('opens the stream first where the platform wants it so', async () => {
    const order: string[] = []
    const arrival = fakeStream([
      async function* (options) {
        order.push('open')
        yield { step: 'opened' }
        await aborted(options.signal)
      },
    ])
    const connector = fakeConnector({
      arrival,
      prepare: async () => {
        order.push('prepare')
        return { prepared: true }
      },
      start: async (_, session) => {
        order.push('start')
        return { session }
      },
    })
    const conversation = await startConversation(connector, customer)
    expect(order).toEqual(['prepare', 'open', 'start'])
    expect(arrival.opened[0]?.session).toEqual({ prepared: true })
    conversation.close()
  })

  it('hears on an account’s stream only its own conversation, also what came before the answer', async () => {
    let sayOn = () => {}
    const more = new Promise<void>((resolve) => {
      sayOn = resolve
    })
    const step = (entries: KeyedEvents[], cursor: string) => ({ step: 'events' as const, entries, cursor })
    const connector = fakeConnector({
      arrival: {
        kind: 'account-stream',
        silenceMs: 60_000,
        keyOf: ({ key }) => (typeof key === 'string' ? key : undefined),
        async *open({ signal }) {
          yield { step: 'opened' }
          yield step([{ key: 'mine', events: [said('early')] }], '1')
          await more
          yield step([{ key: 'other', events: [said('foreign')] }], '2')
          yield step([{ key: 'mine', events: [said('late')] }], '3')
          await aborted(signal)
        },
      },
      start: async () => {
        await Promise.resolve()
        return { session: { key: 'mine' } }
      },
    })
    const conversation = await startConversation(connector, customer)
    sayOn()
    await vi.advanceTimersByTimeAsync(0)
    expect(conversation.cursor).toBe('3')
    conversation.close()
    expect(wordsOf(await all(conversation))).toEqual(['early', 'late'])
  })

  it('prepares again after a passing failure', async () => {
    const prepare = vi.fn(async () => ({ ready: true })).mockRejectedValueOnce(unavailable())
    const starting = startConversation(fakeConnector({ prepare }), customer)
    await vi.runAllTimersAsync()
    const conversation = await starting
    expect(prepare).toHaveBeenCalledTimes(2)
    conversation.close()
  })

  it.each<[string, Partial<Connector>, string]>([
    ['prepare', { prepare: () => Promise.reject(new TypeError('raw')) }, 'internal'],
    ['start', { start: () => Promise.reject(new TypeError('raw')) }, 'internal'],
    [
      'a stream',
      {
        arrival: fakeStream([
          () => {
            throw new ConversationError('platform-auth-failed', 'No.')
          },
        ]),
      },
      'platform-auth-failed',
    ],
    [
      'a webhook',
      { arrival: { kind: 'webhook', keyOf: () => undefined, receive: async () => [] } },
      'not-supported',
    ],
  ])('rejects with a ConversationError when %s fails', async (_, replaced, code) => {
    await expect(startConversation(fakeConnector(replaced), customer)).rejects.toMatchObject({ code })
  })

  it('gives up, with the last trouble, when the stream cannot be opened', async () => {
    const arrival = fakeStream([
      () => {
        throw unavailable()
      },
    ])
    const starting = startConversation(fakeConnector({ arrival }), customer)
    const failed = expect(starting).rejects.toMatchObject({ code: 'platform-unavailable' })
    await vi.advanceTimersByTimeAsync(60_000)
    await failed
  })

  it('does nothing at all when its signal was aborted before', async () => {
    const start = vi.fn(async () => ({ session: {} }))
    const starting = startConversation(fakeConnector({ start, arrival: fakeStream([quiet]) }), customer, {
      signal: AbortSignal.abort(),
    })
    await expect(starting).rejects.toMatchObject({ code: 'cancelled', outcome: 'not-started' })
    expect(start).not.toHaveBeenCalled()
  })

  it('refuses a request that does not fit the contract, naming the field', async () => {
    const starting = startConversation(fakeConnector(), { customerDestination: '' })
    await expect(starting).rejects.toMatchObject({
      code: 'invalid-request',
      problems: [{ at: 'customerDestination' }],
    })
  })

  it('cuts what was said before to what the platform takes, and says so', async () => {
    const notices: string[] = []
    const start = vi.fn<Connector['start']>(async () => ({ session: {} }))
    const transcript = ['too long for it all', 'short'].map((text) => ({
      author: { role: 'bot' as const },
      text,
    }))
    const conversation = await startConversation(
      fakeConnector({ start }),
      { ...customer, transcript },
      { onNotice: (text) => notices.push(text) },
    )
    expect(start.mock.calls[0]?.[0].transcript?.map(({ text }) => text)).toEqual(['short'])
    expect(notices).toEqual(['fake was not told 1 of the 2 lines said before.'])
    conversation.close()
  })
})

describe('resumeConversation', () => {
  it('goes on from the kept cursor', async () => {
    const arrival = fakeStream([
      async function* (options) {
        yield { step: 'opened' }
        yield events(['next'], '8')
        await aborted(options.signal)
      },
    ])
    const kept = { conversationId: 'c', session: { id: 1 }, cursor: '7' }
    const conversation = await resumeConversation(fakeConnector({ arrival }), kept)
    await vi.advanceTimersByTimeAsync(0)
    expect(arrival.opened).toEqual([{ session: { id: 1 }, cursor: '7' }])
    expect(conversation.cursor).toBe('8')
    conversation.close()
  })

  it('is refused where the platform cannot', async () => {
    const { capabilities } = fakeConnector()
    const connector = fakeConnector({ capabilities: { ...capabilities, resume: false } })
    await expect(resumeConversation(connector, { conversationId: 'c', session: {} })).rejects.toMatchObject({
      code: 'not-supported',
    })
  })
})

describe('send', () => {
  const sending = async (replaced: Partial<Connector>) => startConversation(fakeConnector(replaced), customer)

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

  describe('after an unknown outcome', () => {
    const { capabilities } = fakeConnector()
    const declaring = (send: 'idempotent' | 'reconcilable' | 'echo' | 'neither') => ({
      ...capabilities,
      repeats: { ...capabilities.repeats, send },
    })

    async function losesFirstAnswer(
      repeats: Parameters<typeof declaring>[0],
      replaced: Partial<Connector> = {},
    ) {
      const send = vi.fn<Connector['send']>(async (_, session) => ({ session })).mockRejectedValueOnce(lost())
      const conversation = await sending({ capabilities: declaring(repeats), send, ...replaced })
      const sent = conversation.send('hello').then(
        () => 'sent',
        (thrown: ConversationError) => `${thrown.code} ${thrown.outcome}`,
      )
      await vi.advanceTimersByTimeAsync(20_000)
      const result = await sent
      conversation.close()
      return { result, tries: send.mock.calls.length }
    }

    const finding = (...answers: Reconciliation['tookEffect'][]): Partial<Connector> => ({
      reconcile: async () => ({ tookEffect: answers.shift() ?? 'unknown' }),
    })

    it.each([
      ['repeats what is idempotent', 'idempotent', {}, 'sent', 2],
      ['does not repeat what took effect', 'reconcilable', finding('yes'), 'sent', 1],
      ['repeats what took none', 'reconcilable', finding('no'), 'sent', 2],
      [
        'fails where the records do not tell',
        'reconcilable',
        finding('unknown'),
        'platform-timeout unknown',
        1,
      ],
      ['fails where nobody can tell', 'neither', {}, 'platform-timeout unknown', 1],
      ['repeats after an echo has stayed away', 'echo', {}, 'sent', 2],
    ] as const)('%s', async (_, repeats, replaced, result, tries) => {
      expect(await losesFirstAnswer(repeats, replaced)).toEqual({ result, tries })
    })

    it('takes the echo as proof', async () => {
      const arrival = fakeStream([
        async function* (options) {
          yield { step: 'opened' }
          await new Promise((resolve) => setTimeout(resolve, 500))
          yield { step: 'events', events: [{ type: 'echo', id: 'e', text: 'hello' }] }
          await aborted(options.signal)
        },
      ])
      const conversation = losesFirstAnswer('echo', { arrival })
      expect(await conversation).toEqual({ result: 'sent', tries: 1 })
    })

    it('asks the records again when they could not be read', async () => {
      const reconcile = vi
        .fn<() => Promise<Reconciliation>>(async () => ({ tookEffect: 'yes' }))
        .mockRejectedValueOnce(unavailable())
      expect(await losesFirstAnswer('reconcilable', { reconcile })).toEqual({ result: 'sent', tries: 1 })
      expect(reconcile).toHaveBeenCalledTimes(2)
    })

    it('says that the outcome is unknown although the last try surely had no effect', async () => {
      const send = vi
        .fn<Connector['send']>(() => Promise.reject(new ConversationError('platform-refused', 'No.')))
        .mockRejectedValueOnce(lost())
      expect(await losesFirstAnswer('idempotent', { send })).toMatchObject({
        result: 'platform-refused unknown',
      })
    })
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
    let endNow = () => {}
    const told = new Promise<void>((resolve) => {
      endNow = resolve
    })
    const arrival = fakeStream([
      async function* () {
        yield { step: 'opened' }
        await told
        yield { step: 'events', events: [{ type: 'ended', id: 'e', reason: 'agent-ended' }] }
      },
    ])
    const steps: string[] = []
    const conversation = await startConversation(
      fakeConnector({
        arrival,
        async end(_, session, { signal }) {
          endNow()
          await new Promise((resolve) => setTimeout(resolve, 100))
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

describe('renewal and commands at the same time', () => {
  it('do not bring the old access back', async () => {
    const arrival = fakeStream([
      async function* () {
        yield { step: 'opened' }
        await new Promise((resolve) => setTimeout(resolve, 10))
        throw new ConversationError('platform-session-expired', 'Expired.')
      },
      quiet,
    ])
    const conversation = await startConversation(
      fakeConnector({
        arrival,
        start: async () => ({ session: { access: 1, sent: 0 } }),
        async send(_, session) {
          await new Promise((resolve) => setTimeout(resolve, 100))
          return { session: { ...session, sent: Number(session.sent) + 1 } }
        },
        renew: async (session) => ({ ...session, access: Number(session.access) + 1 }),
      }),
      customer,
    )
    const sent = conversation.send('hello')
    await vi.advanceTimersByTimeAsync(200)
    await sent
    expect(conversation.session).toEqual({ access: 2, sent: 1 })
    conversation.close()
  })
})
