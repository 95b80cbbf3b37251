import { expect } from 'vitest'
import { eventually, given, heardOf } from '../observe'
import type { Scenario } from '../scenario'
import { allOf, needsAgent } from './skips'

export const typing: ReadonlyArray<Scenario> = [
  {
    name: 'shows the platform that the customer types',
    skip: ({ connector, double }) => {
      if (!connector.capabilities.typing.toPlatform) return 'typing to the platform is not declared'
      return double.customerTypes ? undefined : 'the double cannot tell whether the customer types'
    },
    async run(bench) {
      const { conversation } = await bench.begin()
      const shown = given(bench.double.customerTypes)
      await conversation.typing(true)
      await eventually(async () => expect(await shown(conversation)).toBe(true))
      await conversation.typing(false)
      await eventually(async () => expect(await shown(conversation)).toBe(false))
    },
  },
  {
    name: 'tells when the agent types and when not any more',
    skip: allOf(needsAgent, ({ connector, double }) => {
      if (!connector.capabilities.typing.fromPlatform) return 'typing from the platform is not declared'
      return double.agent?.types ? undefined : 'the double’s agent cannot type'
    }),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      // What is not kept is told to whoever listens by then.
      await eventually(() => expect(heardOf(talk, 'participant')).not.toEqual([]))
      for (const types of [true, false, true, false]) await agent.types?.(talk.conversation, types)
      await eventually(() => {
        const ofAgent = heardOf(talk, 'typing').filter(({ author }) => author.role === 'agent')
        expect(ofAgent.map((event) => event.typing)).toEqual([true, false, true, false])
      })
    },
  },
]
