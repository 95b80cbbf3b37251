import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connector } from '../connector/connector'
import { fakeConnector } from '../fakes/fake-connector'
import { customer, unavailable } from '../fakes/fake-conversation'
import { endingStream, said } from '../fakes/fake-stream'
import { pause } from '../retry/pause'
import { startConversation } from './start-conversation'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
  vi.useRealTimers()
})

type Conclude = NonNullable<Connector['conclude']>

const answering: Connector['send'] = async (_, session) => ({
  session: { ...session, counted: 1 },
  events: [
    { type: 'message', id: 'm', author: { role: 'bot' }, parts: [{ type: 'text', text: 'You too.' }] },
  ],
})
const leaving: Connector['send'] = async (_, session) => ({
  session,
  events: [{ type: 'ended', id: 'e', reason: 'bot-ended' }, said('after the end')],
})

describe('what the platform writes down', () => {
  it('is told the end, the customer, and everything that was said', async () => {
    const conclude = vi.fn<Conclude>(async () => {})
    const request = {
      ...customer,
      customerIdentifier: 'ada',
      transcript: [{ author: { role: 'system' as const }, text: 'Before.' }],
    }
    const conversation = await startConversation(fakeConnector({ conclude, send: answering }), request)
    await conversation.send('Good day.')
    await conversation.end()
    await conversation.end()
    expect(conclude).toHaveBeenCalledTimes(1)
    expect(conclude.mock.calls[0]?.slice(0, 2)).toEqual([
      expect.objectContaining({ counted: 1 }),
      {
        conversationId: conversation.conversationId,
        reason: 'customer-ended',
        customerIdentifier: 'ada',
        transcript: [
          { author: { role: 'system' }, text: 'Before.' },
          { author: { role: 'customer' }, text: 'Good day.' },
          { author: { role: 'bot' }, text: 'You too.' },
        ],
      },
    ])
  })

  it('is written when the platform ends it, again after a failure', async () => {
    const conclude = vi.fn<Conclude>(async () => {}).mockRejectedValueOnce(unavailable())
    const conversation = await startConversation(fakeConnector({ conclude, send: leaving }), customer)
    await conversation.send('Bye.')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(conclude.mock.calls.map(([, { reason }]) => reason)).toEqual(['bot-ended', 'bot-ended'])
    expect(conclude.mock.calls[0]?.[1].transcript.map(({ text }) => text)).toEqual(['Bye.'])
  })

  it('is written with what the command brings that is under way when the platform ends it', async () => {
    const { arrival, endNow } = endingStream('bot-ended')
    const conclude = vi.fn<Conclude>(async () => {})
    const send: Connector['send'] = async (_, session) => {
      endNow()
      await pause(100)
      return { session: { ...session, counted: 1 } }
    }
    const conversation = await startConversation(fakeConnector({ arrival, conclude, send }), customer)
    const sent = conversation.send('Bye.')
    await vi.advanceTimersByTimeAsync(100)
    await sent
    expect(conclude.mock.calls.map(([session]) => session)).toMatchObject([{ counted: 1 }])
  })

  it('is told as trouble where it cannot be written; the conversation has ended all the same', async () => {
    const conclude = vi.fn<Conclude>(() => Promise.reject(unavailable()))
    const notices: string[] = []
    const onNotice = (text: string) => void notices.push(text)
    const conversation = await startConversation(fakeConnector({ conclude }), customer, { onNotice })
    const ending = conversation.end()
    await vi.advanceTimersByTimeAsync(120_000)
    await ending
    expect(conversation.state).toBe('ended')
    expect(notices).toEqual(['Down.'])
  })

  it('is nothing when the script only stops listening', async () => {
    const conclude = vi.fn<Conclude>(async () => {})
    const conversation = await startConversation(fakeConnector({ conclude }), customer)
    conversation.close()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(conclude).not.toHaveBeenCalled()
  })
})
