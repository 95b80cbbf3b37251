import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connector, Reconciliation } from '../connector/connector'
import { ConversationError } from '../errors/conversation-error'
import { fakeConnector } from '../fakes/fake-connector'
import { customer, lost, unavailable } from '../fakes/fake-conversation'
import { aborted, fakeStream } from '../fakes/fake-stream'
import { pause } from '../retry/pause'
import { startConversation } from './start-conversation'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
  vi.useRealTimers()
})

const sending = async (replaced: Partial<Connector>) => startConversation(fakeConnector(replaced), customer)

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
        await pause(500)
        yield { step: 'events', events: [{ type: 'echo', id: 'e', text: 'hello' }] }
        await aborted(options.signal)
      },
    ])
    const conversation = losesFirstAnswer('echo', { arrival })
    expect(await conversation).toEqual({ result: 'sent', tries: 1 })
  })

  it('keeps what the repeat brought, whatever a call that heeds no signal answers after its deadline', async () => {
    let answerLate = () => {}
    const send = vi
      .fn<Connector['send']>(async (_, session) => ({ session: { ...session, step: 'repeat' } }))
      .mockImplementationOnce(
        (_, session) =>
          new Promise((resolve) => {
            answerLate = () => resolve({ session: { ...session, step: 'late' } })
          }),
      )
    const conversation = await sending({ capabilities: declaring('idempotent'), send })
    const sent = conversation.send('hello')
    await vi.advanceTimersByTimeAsync(20_000)
    await sent
    answerLate()
    await vi.advanceTimersByTimeAsync(1)
    expect([conversation.session.step, send.mock.calls.length]).toEqual(['repeat', 2])
    conversation.close()
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
