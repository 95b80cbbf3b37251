import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KeyedEvents } from '../connector/arrival'
import type { Connector } from '../connector/connector'
import { ConversationError } from '../errors/conversation-error'
import { fakeConnector } from '../fakes/fake-connector'
import { all, customer, unavailable, wordsOf } from '../fakes/fake-conversation'
import { aborted, events, fakeStream, quiet, said } from '../fakes/fake-stream'
import { resumeConversation, startConversation } from './start-conversation'

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

  it('shows no text in the making of a message that is there already', async () => {
    const partial = (text: string) => ({
      type: 'partial' as const,
      id: 'w',
      author: { role: 'bot' as const },
      text,
    })
    const events = [partial('wel'), { ...said('welcome'), id: 'w' }, partial('wel')]
    const start: Connector['start'] = async (_, session) => ({ session, events })
    const conversation = await startConversation(fakeConnector({ start }), customer)
    conversation.close()
    expect((await all(conversation)).map(({ type }) => type)).toEqual(['partial', 'message', 'state'])
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
        concerns: (_, event) => !('id' in event) || event.id !== 'for an earlier one',
        async *open({ signal }) {
          yield { step: 'opened' }
          yield step([{ key: 'mine', events: [said('early')] }], '1')
          await more
          const notices = [{ type: 'notice' as const, code: 'odd', text: 'Something odd.' }]
          yield { ...step([{ key: 'other', events: [said('foreign')] }], '2'), notices }
          yield step([{ key: 'mine', events: [said('for an earlier one'), said('late')] }], '3')
          await aborted(signal)
        },
      },
      start: async () => {
        await Promise.resolve()
        return { session: { key: 'mine' } }
      },
    })
    const told: string[] = []
    const conversation = await startConversation(connector, customer, { onNotice: (text) => told.push(text) })
    // It is not told again, so whoever resumes from its place would have missed it before it was shown.
    expect([conversation.state, conversation.cursor]).toEqual(['with-bot', undefined])
    sayOn()
    await vi.advanceTimersByTimeAsync(0)
    expect(conversation.cursor).toBe('3')
    conversation.close()
    expect(wordsOf(await all(conversation))).toEqual(['early', 'late'])
    expect(told).toEqual(['Something odd.'])
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

  it.each([
    'null',
    '{}',
    '{"url":"https://chat.example.com"}',
    '{"specVersion":"v1","channel":"sms"}',
  ])('refuses %s in the place of a connector', async (written) => {
    const refusal = { code: 'settings-invalid', message: expect.stringContaining('must be a connector') }
    await expect(startConversation(JSON.parse(written), customer)).rejects.toMatchObject(refusal)
    const kept = { conversationId: 'c', session: {} }
    await expect(resumeConversation(JSON.parse(written), kept)).rejects.toMatchObject(refusal)
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

  it('is refused where something of what was kept is missing', async () => {
    const problems = [expect.objectContaining({ at: 'session' })]
    const kept = JSON.parse('{"conversationId":"c"}')
    await expect(resumeConversation(fakeConnector(), kept)).rejects.toMatchObject({
      code: 'invalid-request',
      problems,
    })
  })

  it('is refused where the platform cannot', async () => {
    const { capabilities } = fakeConnector()
    const connector = fakeConnector({ capabilities: { ...capabilities, resume: false } })
    await expect(resumeConversation(connector, { conversationId: 'c', session: {} })).rejects.toMatchObject({
      code: 'not-supported',
    })
  })
})
