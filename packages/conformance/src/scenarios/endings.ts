import { expect } from 'vitest'
import { errorOf } from '../leaks'
import { eventually, given, heardOf } from '../observe'
import type { Scenario } from '../scenario'
import { needsAgent } from './skips'

export const endings: ReadonlyArray<Scenario> = [
  {
    name: 'ends the conversation at the platform when the customer ends it',
    async run(bench) {
      const talk = await bench.begin()
      await talk.conversation.send('one last question')
      await talk.conversation.end()
      expect(await bench.double.isEnded(talk.conversation)).toBe(true)
      await eventually(() => expect(heardOf(talk, 'state').at(-1)).toMatchObject({ state: 'ended' }))
      expect(heardOf(talk, 'state').filter(({ state }) => state === 'ended')).toMatchObject([
        { reason: 'customer-ended' },
      ])
    },
  },
  {
    name: 'tells why the platform’s agent ended the conversation, once',
    skip: needsAgent,
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      await agent.ends(talk.conversation)
      if (bench.connector.arrival.kind === 'reply')
        await errorOf(() => talk.conversation.send('anyone there?'))
      await eventually(() => expect(talk.conversation.state).toBe('ended'))
      const reason = bench.double.endReason ?? 'agent-ended'
      expect(heardOf(talk, 'state').filter(({ state }) => state === 'ended')).toMatchObject([{ reason }])
    },
  },
  {
    name: 'refuses a message to a conversation that has ended, for good',
    async run(bench) {
      const { conversation } = await bench.begin()
      await conversation.end()
      const commandId = crypto.randomUUID()
      const error = await errorOf(() =>
        bench.connector.send(
          { type: 'send', commandId, messageId: commandId, message: { type: 'text', text: 'too late' } },
          conversation.session,
          { signal: new AbortController().signal },
        ),
      )
      expect(['conversation-ended', 'platform-session-gone', 'platform-refused']).toContain(error.code)
      expect((await bench.double.received(conversation)).map(({ text }) => text)).not.toContain('too late')
    },
  },
  {
    name: 'ends again what has ended, without an error',
    async run(bench) {
      const { conversation } = await bench.begin()
      const { session } = conversation
      await conversation.end()
      await bench.connector.end(
        { type: 'end', commandId: crypto.randomUUID(), reason: 'customer-ended' },
        session,
        { signal: new AbortController().signal },
      )
      expect(await bench.double.isEnded(conversation)).toBe(true)
    },
  },
]
