import { type PlatformSession, withDeadline } from '@conversation-hub/core'
import { expect } from 'vitest'
import { errorOf, expectSilentNotices } from '../leaks'
import { eventually, given, heardOf, words } from '../observe'
import type { Scenario, SkipRule, Talk } from '../scenario'
import { saying } from './commands'
import { allOf, needsAgent } from './skips'

const resumes: SkipRule = ({ connector }) =>
  connector.capabilities.resume ? undefined : 'resume is not declared'

const idsOfAgent = (talk: Talk): string[] =>
  heardOf(talk, 'message').flatMap(({ author, messageId }) => (author.role === 'agent' ? [messageId] : []))

const throughJson = (session: PlatformSession): PlatformSession => JSON.parse(JSON.stringify(session))

export const gaps: ReadonlyArray<Scenario> = [
  {
    name: 'has sessions that survive JSON and work in another process',
    async run({ begin, connect, double }) {
      const { conversation } = await begin()
      await conversation.send('before')
      const session = throughJson(conversation.session)
      expect(session).toEqual(conversation.session)
      const commandId = crypto.randomUUID()
      await connect().send(
        { type: 'send', commandId, messageId: commandId, message: { type: 'text', text: 'elsewhere' } },
        session,
        { signal: new AbortController().signal },
      )
      const received = await double.received(conversation)
      expect(received.map(({ text }) => text)).toEqual(['before', 'elsewhere'])
    },
  },
  {
    name: 'says clearly that a session is none of its own',
    async run({ connector }) {
      for (const session of [{}, { of: 'another connector' }]) {
        const error = await errorOf(() =>
          withDeadline((context) => connector.send(saying('hello?'), session, context)),
        )
        expect(error.code).toBe('platform-session-gone')
      }
    },
  },
  {
    name: 'leaves no stream open when nobody listens any more',
    skip: ({ double }) => (double.openStreams ? undefined : 'the double does not count its streams'),
    async run(bench) {
      const talk = await bench.begin()
      const open = given(bench.double.openStreams)
      if (bench.double.greeting !== undefined) await eventually(() => expect(words(talk)).not.toEqual([]))
      await eventually(async () => expect(await open()).toBeGreaterThan(0))
      talk.conversation.close()
      await eventually(async () => expect(await open()).toBe(0))
    },
  },
  {
    name: 'hears what was said while the stream was cut, once and in order',
    skip: allOf(needsAgent, ({ double }) => (double.cutStreams ? undefined : 'there is no stream to cut')),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      await agent.says(talk.conversation, 'before the cut')
      await eventually(() => expect(words(talk, 'agent')).toEqual(['before the cut']))
      await given(bench.double.cutStreams)()
      await agent.says(talk.conversation, 'in the gap')
      await talk.conversation.send('still here')
      await eventually(() => expect(words(talk, 'agent')).toEqual(['before the cut', 'in the gap']))
      await agent.says(talk.conversation, 'after the gap')
      await eventually(() =>
        expect(words(talk, 'agent')).toEqual(['before the cut', 'in the gap', 'after the gap']),
      )
      expect(words(talk, 'customer')).toEqual(['still here'])
      expectSilentNotices(talk.notices, bench.secrets)
    },
  },
  {
    name: 'goes on elsewhere from a kept session and cursor, missing nothing',
    skip: allOf(needsAgent, resumes, ({ connector }) =>
      connector.arrival.kind === 'reply' ? 'the platform speaks only in replies' : undefined,
    ),
    async run(bench) {
      const first = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(first.conversation, 'Ada')
      await agent.says(first.conversation, 'before')
      await eventually(() => expect(words(first, 'agent')).toEqual(['before']))
      const { conversationId, session, cursor } = first.conversation
      first.conversation.close()
      await agent.says(first.conversation, 'while away')
      const second = await bench.resume({
        conversationId,
        session: throughJson(session),
        ...(cursor !== undefined && { cursor }),
      })
      await eventually(() => expect(words(second, 'agent')).toContain('while away'))
      await agent.says(second.conversation, 'back')
      await eventually(() => expect(words(second, 'agent')).toContain('back'))
      const heard = words(second, 'agent')
      expect(heard, 'in order, each once; what was said before may be told again').toEqual(
        heard[0] === 'before' ? ['before', 'while away', 'back'] : ['while away', 'back'],
      )
      const [again] = idsOfAgent(second)
      if (heard[0] === 'before') expect([again], 'told again under its id').toEqual(idsOfAgent(first))
      await second.conversation.send('from elsewhere')
      const received = await bench.double.received(second.conversation)
      expect(received.map(({ text }) => text)).toEqual(['from elsewhere'])
    },
  },
  {
    name: 'passes by what it does not know',
    skip: allOf(needsAgent, ({ double }) =>
      double.sendsUnknown ? undefined : 'the double sends nothing unknown',
    ),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      await given(bench.double.sendsUnknown)(talk.conversation)
      await agent.says(talk.conversation, 'after the unknown')
      await eventually(() => expect(words(talk, 'agent')).toEqual(['after the unknown']))
      expect(talk.conversation.state).toBe('with-agent')
    },
  },
  {
    name: 'has a transcript with the same messages as its events',
    skip: allOf(needsAgent, ({ connector }) =>
      connector.capabilities.transcript ? undefined : 'transcript is not declared',
    ),
    async run(bench) {
      const talk = await bench.begin()
      const agent = given(bench.double.agent)
      await agent.joins(talk.conversation, 'Ada')
      await agent.says(talk.conversation, 'for the record')
      await eventually(() => expect(words(talk, 'agent')).toEqual(['for the record']))
      const events = await bench.connector.readTranscript?.(talk.conversation.session, {
        signal: new AbortController().signal,
      })
      const recorded = events?.flatMap((event) => {
        return event.type === 'message' && event.author.role !== 'customer' ? [event.id] : []
      })
      const heard = heardOf(talk, 'message').filter(({ author }) => author.role !== 'customer')
      expect(recorded, 'the bot’s words are in it, too').toEqual(heard.map(({ messageId }) => messageId))
    },
  },
]
