import type { MessagePart } from '@conversation-hub/core'
import { expect } from 'vitest'
import { eventually, given, heardOf, numbered, platformWords, words } from '../observe'
import type { Bench, Scenario, SkipRule, Talk } from '../scenario'
import { allOf, needsAgent } from './skips'

const pushes: SkipRule = ({ connector }) =>
  connector.arrival.kind === 'reply' ? 'the platform speaks only in replies' : undefined

const answersInReplies: SkipRule = ({ connector, double }) => {
  if (connector.arrival.kind !== 'reply') return 'the platform speaks when it wants'
  return double.botAnswers ? undefined : 'the double cannot script the bot’s answers'
}

const namesIn = (part: MessagePart, name: string) => part.type === 'text' && part.text.includes(name)

const texts = async ({ double }: Bench, { conversation }: Talk) =>
  (await double.received(conversation)).map(({ text }) => text)

export const messages: ReadonlyArray<Scenario> = [
  {
    name: 'hears the platform’s greeting before anything else is said',
    skip: ({ double }) => (double.greeting === undefined ? 'the platform does not greet' : undefined),
    async run(bench) {
      const talk = await bench.begin()
      await eventually(() => expect(platformWords(talk)).toEqual([bench.double.greeting]))
      await talk.conversation.send('hello')
      expect(words(talk)[0]).toBe(bench.double.greeting)
    },
  },
  {
    name: 'brings the customer’s words to the platform as they are',
    async run(bench) {
      const talk = await bench.begin()
      const said = [
        'plain',
        'äöü ß – “quoted” <b>&amp;</b>',
        'two\nlines',
        '😀👩‍👩‍👧',
        '{"json": "\\"}',
        '  spaced  ',
      ]
      for (const text of said) await talk.conversation.send(text)
      await eventually(async () => expect(await texts(bench, talk)).toEqual(said))
    },
  },
  {
    name: 'brings the agent’s words to the customer as they are',
    skip: allOf(needsAgent, pushes),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      const said = ['plain', 'äöü ß – “quoted”', '😀👩‍👩‍👧', '{"json": "\\"}', 'two\nlines', 'a < b && b > c']
      for (const text of said) await agent.says(talk.conversation, text)
      await eventually(() => expect(words(talk, 'agent')).toEqual(said))
    },
  },
  {
    name: 'shows the customer a file of the platform’s, or says which it is',
    skip: ({ double }) => (double.showsFile ? undefined : 'the double shows no files'),
    async run(bench) {
      const talk = await bench.begin()
      const name = await given(bench.double.showsFile)(talk.conversation)
      if (bench.connector.arrival.kind === 'reply') await talk.conversation.send('what is there?')
      await eventually(() => {
        const parts = heardOf(talk, 'message').flatMap((message) => message.parts)
        const files = parts.filter((part) =>
          part.type === 'attachment' ? part.name === name && part.url !== '' : namesIn(part, name),
        )
        expect(files, 'a part with the file, or with its name in words').toHaveLength(1)
      })
    },
  },
  {
    name: 'keeps the order of 50 messages each way, none twice and none missing',
    skip: allOf(needsAgent, pushes),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      const asked = numbered('question', 50)
      const answered = numbered('answer', 50)
      const sending = Promise.all(asked.map((text) => talk.conversation.send(text)))
      for (const text of answered) await agent.says(talk.conversation, text)
      await sending
      await eventually(async () => {
        expect(await texts(bench, talk)).toEqual(asked)
        expect(words(talk, 'agent')).toEqual(answered)
      })
    },
  },
  {
    name: 'keeps the order of 50 questions and what the bot replied to each',
    skip: answersInReplies,
    async run(bench) {
      const talk = await bench.begin()
      const greeting = bench.double.greeting === undefined ? [] : [bench.double.greeting]
      const asked = numbered('question', 50)
      const replies = asked.map((_, index) => [`reply ${index + 1} a`, `reply ${index + 1} b`])
      for (const [index, text] of asked.entries()) {
        await given(bench.double.botAnswers)(talk.conversation, replies[index] ?? [])
        await talk.conversation.send(text)
      }
      await eventually(async () => {
        expect(await texts(bench, talk)).toEqual(asked)
        expect(platformWords(talk)).toEqual([...greeting, ...replies.flat()])
        expect(words(talk, 'agent'), 'a bot’s words are not an agent’s').toEqual([])
      })
    },
  },
  {
    name: 'does not show the customer’s own words a second time',
    async run(bench) {
      const talk = await bench.begin()
      await talk.conversation.send('only once')
      if (bench.double.echoes) await eventually(() => expect(heardOf(talk, 'receipt')).not.toEqual([]))
      await bench.double.agent?.joins(talk.conversation, 'Ada')
      if (bench.connector.arrival.kind !== 'reply') {
        await bench.double.agent?.says(talk.conversation, 'marker')
        if (bench.double.agent) await eventually(() => expect(words(talk)).toContain('marker'))
      }
      expect(words(talk).filter((text) => text === 'only once')).toEqual(['only once'])
      expect(words(talk, 'customer')).toEqual(['only once'])
    },
  },
  {
    name: 'takes the platform’s echo of a message as proof that it was sent',
    skip: ({ double }) =>
      double.echoes ? undefined : 'the platform does not show the customer’s words back',
    async run(bench) {
      const talk = await bench.begin()
      const sent: { messageId: string }[] = []
      for (const text of ['one', 'same words', 'same words']) sent.push(await talk.conversation.send(text))
      await eventually(() => {
        const proven = heardOf(talk, 'receipt').filter(({ status }) => status === 'sent')
        expect(proven.map(({ messageId }) => messageId)).toEqual(sent.map(({ messageId }) => messageId))
      })
    },
  },
  {
    name: 'gives a message an id that no message of another conversation has',
    skip: ({ double }) => (double.greeting === undefined ? 'the platform does not greet' : undefined),
    async run({ begin }) {
      const talks = [await begin(), await begin()]
      const ids = await eventually(() => {
        const greetings = talks.map((talk) => heardOf(talk, 'message')[0]?.messageId)
        expect(greetings).not.toContain(undefined)
        return greetings
      })
      expect(new Set(ids).size, 'greetings of two conversations have two ids').toBe(2)
    },
  },
  {
    name: 'keeps two conversations of one connector apart',
    async run(bench) {
      const begin = () => bench.begin({}, bench.connector)
      const [first, second] = [await begin(), await begin()]
      await second.conversation.send('of the second')
      await first.conversation.send('of the first')
      await eventually(async () => {
        expect(await texts(bench, first)).toEqual(['of the first'])
        expect(await texts(bench, second)).toEqual(['of the second'])
      })
      const { agent } = bench.double
      if (!agent || bench.connector.arrival.kind === 'reply') return
      for (const [talk, text] of [
        [first, 'to the first'],
        [second, 'to the second'],
      ] as const) {
        await agent.joins(talk.conversation, 'Ada')
        await agent.says(talk.conversation, text)
      }
      await eventually(() => {
        expect(words(first, 'agent')).toEqual(['to the first'])
        expect(words(second, 'agent')).toEqual(['to the second'])
      })
    },
  },
]
