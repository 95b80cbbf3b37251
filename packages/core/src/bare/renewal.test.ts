import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connector } from '../connector/connector'
import type { PlatformSession } from '../connector/platform-session'
import { ConversationError } from '../errors/conversation-error'
import { fakeConnector } from '../fakes/fake-connector'
import { customer, lost } from '../fakes/fake-conversation'
import { fakeStream, quiet } from '../fakes/fake-stream'
import { pause } from '../retry/pause'
import { startConversation } from './start-conversation'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount(), 'no timer is left behind').toBe(0)
  vi.useRealTimers()
})

it('a session is asked when it has to be renewed once there is one', async () => {
  const asked: unknown[] = []
  const conversation = await startConversation(
    fakeConnector({
      start: async () => ({ session: { access: 1 } }),
      renew: async (session) => session,
      renewAt: ({ access }) => void asked.push(access),
    }),
    customer,
  )
  await conversation.send('hello')
  expect(new Set(asked)).toEqual(new Set([1]))
  conversation.close()
})

it('a message that was refused before its access was renewed is in no doubt, where the renewal was not answered', async () => {
  const { capabilities } = fakeConnector()
  const expired = new ConversationError('platform-session-expired', 'Expired.')
  const send = vi.fn<Connector['send']>(async (_, session) => ({ session })).mockRejectedValueOnce(expired)
  const renew = vi.fn(async (session: PlatformSession) => session).mockRejectedValueOnce(lost())
  const conversation = await startConversation(
    fakeConnector({
      capabilities: { ...capabilities, repeats: { ...capabilities.repeats, send: 'neither' } },
      send,
      renew,
    }),
    customer,
  )
  const sent = conversation.send('hello').catch((thrown: unknown) => thrown)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await sent).toMatchObject({ messageId: expect.any(String) })
  expect(send).toHaveBeenCalledTimes(2)
  conversation.close()
})

describe('renewal and commands at the same time', () => {
  it('do not bring the old access back', async () => {
    const arrival = fakeStream([
      async function* () {
        yield { step: 'opened' }
        await pause(10)
        throw new ConversationError('platform-session-expired', 'Expired.')
      },
      quiet,
    ])
    const conversation = await startConversation(
      fakeConnector({
        arrival,
        start: async () => ({ session: { access: 1, sent: 0 } }),
        async send(_, session) {
          await pause(100)
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
