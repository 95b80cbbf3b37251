import { type ConversationEvent, resumeConversation, type StreamStep } from '@conversation-hub/core'
import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { describe, expect, it } from 'vitest'
import { amelia } from '../src/index'
import { endCommand, patiently } from './calls'
import { afterTest, begin, beginWith, eventually, listenTo, said, settingsFor, type Talk } from './talk'

const endOf = ({ heard }: Talk) =>
  heard.flatMap((event: ConversationEvent) =>
    event.type === 'state' && event.state === 'ended' ? [event.reason] : [],
  )

async function talkWith(switches: Parameters<typeof startAmeliaSandbox>[0] = {}) {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, ...switches }))
  const talk = await begin(sandbox)
  await eventually(() => expect(said(talk, 'bot')).toHaveLength(1))
  return { sandbox, talk, conversationId: String(talk.conversation.session.conversationId) }
}

describe('a conversation ends', () => {
  it('by Amelia', async () => {
    const { talk } = await talkWith()
    await talk.conversation.send('bye')
    await eventually(() => expect(endOf(talk)).toEqual(['bot-ended']))
    expect(said(talk, 'bot').at(-1)).toBe('This conversation is over.')
  })

  it('by the agent', async () => {
    const { sandbox, talk, conversationId } = await talkWith({ switches: { autoAgent: false } })
    sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
    sandbox.agent(conversationId, { action: 'end' })
    await eventually(() => expect(endOf(talk)).toEqual(['agent-ended']))
  })

  it('by the agent’s leaving, where the domain closes then', async () => {
    const { sandbox, talk, conversationId } = await talkWith({
      switches: { afterAgent: 'closed', autoAgent: false },
    })
    sandbox.agent(conversationId, { action: 'join' })
    sandbox.agent(conversationId, { action: 'leave' })
    await eventually(() => expect(endOf(talk)).toEqual(['agent-ended']))
  })

  it('by the customer', async () => {
    const { sandbox, talk, conversationId } = await talkWith()
    await talk.conversation.end()
    await eventually(() => expect(endOf(talk)).toEqual(['customer-ended']))
    await eventually(() => expect(sandbox.conversation(conversationId)?.state).toBe('ended'))
  })

  it.each([
    'conversation-closed',
    'session-closed',
  ] as const)('by inactivity, told by Amelia: %s', async (idleEnd) => {
    const switches = { closedBeforeGone: 'pollable', idleEnd } as const
    const { sandbox, talk, conversationId } = await talkWith({ switches })
    sandbox.expireSession(conversationId)
    await eventually(() => expect(endOf(talk)).toEqual(['customer-idle']))
  })

  it('also where nobody was greeted: the customer speaks first', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches: { greeting: 'none' } }))
    const talk = await begin(sandbox)
    await talk.conversation.send('bye')
    await eventually(() => expect(endOf(talk)).toEqual(['bot-ended']))
  })

  it.each([410, 401, 404] as const)('by inactivity, told by nothing but %d', async (goneSession) => {
    const { sandbox, talk, conversationId } = await talkWith({
      switches: { closedBeforeGone: 'lost', goneSession, longpollSeconds: 1 },
    })
    sandbox.expireSession(conversationId)
    await eventually(() => expect(endOf(talk)).toEqual(['platform-expired']))
  })

  it('with what the pre-close process says, where the settings want it', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 5 }))
    const connector = amelia(settingsFor(sandbox, { skipPreCloseSurvey: false }))
    const talk = await begin(sandbox, {}, { skipPreCloseSurvey: false })
    await eventually(() => expect(talk.heard.some(({ type }) => type === 'input')).toBe(true))
    const { session } = talk.conversation
    talk.conversation.close()
    await connector.end(endCommand, session, patiently())
    const again = listenTo(await resumeConversation(connector, { conversationId: 'again', session }))
    await eventually(() => expect(endOf(again)).toEqual(['customer-ended']))
    expect(said(again, 'bot')).toEqual([
      'Before you go: thank you for talking to us.',
      'You can rate this conversation at https://survey.example.com.',
      'The conversation has been closed.',
    ])
  })

  it('so over the web channel, too, for whoever still listens', async () => {
    const sandbox = afterTest(await startAmeliaSandbox({ pace: 5 }))
    const { domain } = sandbox.credentials
    const web = () =>
      amelia({ url: sandbox.url, domain, transport: 'web-channel', skipPreCloseSurvey: false })
    const talk = await beginWith(web())
    await eventually(() => expect(talk.heard.some(({ type }) => type === 'input')).toBe(true))
    await web().end(endCommand, talk.conversation.session, patiently())
    await eventually(() => expect(endOf(talk)).toEqual(['customer-ended']))
    expect(said(talk, 'bot').slice(-3)).toEqual([
      'Before you go: thank you for talking to us.',
      'You can rate this conversation at https://survey.example.com.',
      'The conversation has been closed.',
    ])
  })

  it('and the stream with it', async () => {
    const { sandbox, talk, conversationId } = await talkWith()
    talk.conversation.close()
    await fetch(sandbox.deskUrl) // The gateway notices that the long poll was given up.
    sandbox.expireSession(conversationId)
    const { arrival } = amelia(settingsFor(sandbox))
    if (arrival.kind !== 'stream') throw new Error('The gateway has a stream per conversation.')
    const steps: StreamStep[] = []
    for await (const step of arrival.open(talk.conversation.session, patiently())) steps.push(step)
    expect(steps.at(-1)).toMatchObject({
      events: expect.arrayContaining([expect.objectContaining({ type: 'ended' })]),
    })
  })
})
