import { expect } from 'vitest'
import { eventually, given, heardOf, words } from '../observe'
import type { Scenario } from '../scenario'
import { allOf, needsAgent } from './skips'

export const participants: ReadonlyArray<Scenario> = [
  {
    name: 'tells when a person joins, with the name, and that the conversation is with an agent',
    skip: needsAgent,
    async run(bench) {
      const talk = await bench.begin()
      await given(bench.double.agent).joins(talk.conversation, 'Ada Lovelace')
      await eventually(() => {
        const joined = heardOf(talk, 'participant').filter(({ change, author }) => {
          return change === 'joined' && author.role === 'agent'
        })
        expect(joined.map(({ author }) => author.name)).toEqual(['Ada Lovelace'])
        expect(talk.conversation.state).toBe('with-agent')
      })
    },
  },
  {
    name: 'gives a person’s words the role of an agent',
    skip: needsAgent,
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada Lovelace')
      await agent.says(talk.conversation, 'a person speaks')
      await eventually(() => expect(words(talk, 'agent')).toEqual(['a person speaks']))
      const [message] = heardOf(talk, 'message').filter(({ author }) => author.role === 'agent')
      expect([undefined, 'Ada Lovelace']).toContain(message?.author.name)
    },
  },
  {
    name: 'gives the greeting a role that is not the agent’s and not the customer’s',
    skip: ({ double }) => (double.greeting === undefined ? 'the platform does not greet' : undefined),
    async run(bench) {
      const talk = await bench.begin()
      await eventually(() => expect(heardOf(talk, 'message')).not.toEqual([]))
      expect(['bot', 'system']).toContain(heardOf(talk, 'message')[0]?.author.role)
    },
  },
  {
    name: 'tells when the person leaves, which is not an end',
    skip: allOf(needsAgent, ({ double }) =>
      double.agent?.leaves ? undefined : 'a person’s leaving is not told',
    ),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      await agent.leaves?.(talk.conversation)
      await eventually(() => {
        const changes = heardOf(talk, 'participant').filter(({ author }) => author.role === 'agent')
        expect(changes.map(({ change }) => change)).toEqual(['joined', 'left'])
      })
      expect(talk.conversation.state).not.toBe('ended')
      await talk.conversation.send('still here')
    },
  },
]
