import { withDeadline } from '@conversation-hub/core'
import { expect } from 'vitest'
import { errorOf } from '../leaks'
import { eventually, given } from '../observe'
import type { Scenario, SkipRule } from '../scenario'
import type { Failure } from '../subject'
import { saying, starting } from './commands'
import { needsFailure } from './skips'

const reconciles: SkipRule = ({ connector }) =>
  connector.capabilities.repeats.send === 'reconcilable' ? undefined : 'send is not declared reconcilable'

const lostMessage = (name: string, failure: Failure, tookEffect: 'yes' | 'no'): Scenario => ({
  name,
  skip: (subject) => reconciles(subject) ?? needsFailure(failure)(subject),
  async run({ begin, connector, double }) {
    const { conversation } = await begin()
    const command = saying('did it arrive?')
    await double.failNext(failure, 'send')
    const error = await errorOf(() =>
      withDeadline((context) => connector.send(command, conversation.session, context), {
        milliseconds: 700,
      }),
    )
    expect(error.outcome, 'nobody can know yet').toBe('unknown')
    await eventually(async () => {
      const found = await withDeadline((context) =>
        given(connector.reconcile).call(connector, command, conversation.session, context),
      )
      expect(found.tookEffect).toBe(tookEffect)
    })
    expect(await double.received(conversation)).toHaveLength(tookEffect === 'yes' ? 1 : 0)
  },
})

export const repeats: ReadonlyArray<Scenario> = [
  {
    name: 'begins one conversation when an idempotent start is repeated',
    skip: ({ connector }) =>
      connector.capabilities.repeats.start === 'idempotent' ? undefined : 'start is not declared idempotent',
    async run({ connect, connector, double }) {
      const command = starting()
      const { conversationId } = command
      const prepared = await withDeadline(
        async (context) => (await connector.prepare?.(command, context)) ?? {},
      )
      const received = []
      for (const [index, process] of [connect(), connect()].entries()) {
        const { session } = await withDeadline((context) => process.start(command, prepared, context))
        const said = saying(`after start ${index + 1}`)
        await withDeadline((context) => process.send(said, session, context))
        received.push((await double.received({ conversationId, session })).map(({ text }) => text))
      }
      expect(received).toEqual([['after start 1'], ['after start 1', 'after start 2']])
    },
  },
  {
    name: 'begins anew when a conversation comes back to the platform that it has left',
    async run({ connect, double }) {
      const { conversationId } = starting()
      const begin = async () => {
        const connector = connect()
        const command = { ...starting(), conversationId }
        const { session } = await withDeadline(async (context) =>
          connector.start(command, (await connector.prepare?.(command, context)) ?? {}, context),
        )
        return { connector, session }
      }
      const first = await begin()
      const end = { type: 'end', commandId: crypto.randomUUID(), reason: 'moved' } as const
      await withDeadline((context) => first.connector.end(end, first.session, context))
      const { connector, session } = await begin()
      await withDeadline((context) => connector.send(saying('back again'), session, context))
      const received = await double.received({ conversationId, session })
      expect(received.map(({ text }) => text)).toContain('back again')
      expect(await double.isEnded({ conversationId, session })).toBe(false)
    },
  },
  {
    name: 'has no second effect when an idempotent message is sent again',
    skip: ({ connector }) =>
      connector.capabilities.repeats.send === 'idempotent' ? undefined : 'send is not declared idempotent',
    async run({ begin, connect, double }) {
      const { conversation } = await begin()
      const command = saying('said once')
      for (const connector of [connect(), connect()]) {
        await withDeadline((context) => connector.send(command, conversation.session, context))
      }
      await conversation.send('next')
      const received = await double.received(conversation)
      expect(received.map(({ text }) => text)).toEqual(['said once', 'next'])
    },
  },
  lostMessage('finds a message that the platform took before it fell silent', 'timeout-after', 'yes'),
  lostMessage('finds that the platform never took a message', 'timeout-before', 'no'),
  {
    name: 'brings a message once although the connection was cut before the answer',
    skip: (subject) =>
      subject.connector.capabilities.repeats.send === 'neither'
        ? 'nobody can tell a repeat of send'
        : needsFailure('cut-after')(subject),
    async run({ begin, double }) {
      const { conversation } = await begin()
      await double.failNext('cut-after', 'send')
      await conversation.send('cut')
      await conversation.send('whole')
      const received = await double.received(conversation)
      expect(received.map(({ text }) => text)).toEqual(['cut', 'whole'])
    },
  },
]
