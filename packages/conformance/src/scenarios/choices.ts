import { choicesOf } from '@conversation-hub/core'
import { expect } from 'vitest'
import { eventually, given, heardOf } from '../observe'
import type { Scenario } from '../scenario'

export const choices: ReadonlyArray<Scenario> = [
  {
    name: 'shows offered choices and brings the picked one back',
    skip: ({ double }) => (double.offersChoices ? undefined : 'the double offers no choices'),
    async run(bench) {
      const talk = await bench.begin()
      await given(bench.double.offersChoices)(talk.conversation, 'Which colour?', ['Red', 'Green', 'Blue'])
      if (bench.connector.arrival.kind === 'reply') await talk.conversation.send('what is there?')
      const offered = await eventually(() => {
        // A greeting may offer choices of its own.
        const found = heardOf(talk, 'message').map(({ parts }) => choicesOf(parts))
        const last = found.findLast((choices) => choices.length > 0) ?? []
        expect(last.map(({ title }) => title)).toEqual(['Red', 'Green', 'Blue'])
        return last
      })
      const green = offered.find(({ title }) => title === 'Green')
      await talk.conversation.send({ choiceId: green?.choiceId ?? '' })
      await eventually(async () => {
        const received = await bench.double.received(talk.conversation)
        expect(received.at(-1)?.text).toBe('Green')
      })
    },
  },
]
