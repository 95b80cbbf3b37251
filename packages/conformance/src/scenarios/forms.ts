import { expect } from 'vitest'
import { eventually, given, heardOf } from '../observe'
import type { Scenario } from '../scenario'

export const forms: ReadonlyArray<Scenario> = [
  {
    name: 'shows a form and brings its answers back',
    skip: ({ double }) => (double.asksForm ? undefined : 'the double asks no forms'),
    async run(bench) {
      const talk = await bench.begin()
      await given(bench.double.asksForm)(talk.conversation, 'Your name')
      if (bench.connector.arrival.kind === 'reply') await talk.conversation.send('what is there?')
      const form = await eventually(() => {
        const parts = heardOf(talk, 'message').flatMap((message) => message.parts)
        // A greeting may ask a form of its own.
        const last = parts.findLast((part) => part.type === 'form')
        expect(last?.fields.map(({ label }) => label)).toEqual(['Your name'])
        return given(last)
      })
      const { name } = given(form.fields[0])
      await talk.conversation.send({ form: { formId: form.formId, values: { [name]: 'Ada Lovelace' } } })
      await eventually(async () => {
        const received = await bench.double.received(talk.conversation)
        expect(received.at(-1)?.text, 'the answers are among what the platform received').toContain(
          'Ada Lovelace',
        )
      })
    },
  },
]
