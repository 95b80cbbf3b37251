import { expect, test } from 'vitest'
import { logIn, read, texts } from './gateway-caller'
import { sandboxFor } from './with-sandbox'

test('the scripted agent takes over, answers as an echo, and gives back to Amelia', async () => {
  const hub = await logIn(await sandboxFor())
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  const escalated = await hub.ask(sessionId, 'Talk to a person')
  expect(read(escalated)).toEqual([
    'EchoMessageFromAmelia: Talk to a person',
    'TextMessageFromAmelia: I will bring in a person.',
    'EscalationStartedMessageFromAmelia: I am looking for a colleague for you.',
    'TextMessageFromAmelia: You are next in line.',
    'AgentSessionChangedMessageFromAmelia: Sam has joined the conversation.',
    'EchoMessageFromAmelia: Hi, this is Sam. How can I help?',
  ])
  expect(escalated.at(-1)).toMatchObject({
    selfEcho: false,
    sourceUserType: 'Agent',
    fromUserDisplayName: 'Sam',
  })

  expect(read(await hub.ask(sessionId, 'thank you'))).toEqual([
    'EchoMessageFromAmelia: thank you',
    'EchoMessageFromAmelia: You are welcome.',
    'AgentSessionChangedMessageFromAmelia: Sam has left. You are talking to Amelia again.',
    'TextMessageFromAmelia: Is there anything else I can do for you?',
    'AmeliaReadyMessageFromAmelia: -',
  ])
})

test('push-to-agent escalates, and the conversation may end with the agent', async () => {
  const hub = await logIn(await sandboxFor({ switches: { afterAgent: 'closed' } }))
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  expect((await hub.call(`conversations/${sessionId}/push-to-agent`, {})).status).toBe(200)
  expect(read(await hub.poll(sessionId)).at(-1)).toContain('this is Sam')
  expect((await hub.ask(sessionId, 'thanks')).at(-1)).toMatchObject({
    messageType: 'ConversationClosedMessageFromAmelia',
    closedBy: 'agent',
  })
})

test('without a scripted agent the customer waits for a person at the desk', async () => {
  const switches = { autoAgent: false, firstQueueTextSeconds: 0, queueTextSeconds: 0.02 }
  const sandbox = await sandboxFor({ switches })
  const hub = await logIn(sandbox)
  const { sessionId, conversationId } = await hub.open()
  await hub.send(sessionId, 'Talk to a person')
  const waiting: string[] = []
  await expect
    .poll(async () => {
      waiting.push(...texts(await hub.poll(sessionId)))
      return waiting
    })
    .toContain('Thank you for waiting. A colleague will be with you soon.')
  expect(sandbox.conversation(conversationId)?.state).toBe('waiting')

  sandbox.agent(conversationId, { action: 'join', name: 'Kim' })
  sandbox.agent(conversationId, { action: 'typing', typing: true })
  sandbox.agent(conversationId, { action: 'say', text: 'Hello, Kim here.' })
  const said = (await hub.poll(sessionId)).slice(-3)
  expect(read(said)).toEqual([
    'AgentSessionChangedMessageFromAmelia: Kim has joined the conversation.',
    'UserActivityMessageFromAmelia: -',
    'EchoMessageFromAmelia: Hello, Kim here.',
  ])
  expect(read(await hub.ask(sessionId, 'hi Kim'))).toEqual(['EchoMessageFromAmelia: hi Kim'])

  sandbox.agent(conversationId, { action: 'end' })
  expect(await hub.poll(sessionId)).toMatchObject([{ closedBy: 'agent' }])
  expect(sandbox.conversation(conversationId)).toMatchObject({ state: 'ended' })
})

test('an open desk page keeps the scripted agent away, over HTTP', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const desk = `${sandbox.url}/sandbox`
  const watching = new AbortController()
  await fetch(`${desk}/events`, { signal: watching.signal })
  const { sessionId, conversationId } = await hub.open()
  await hub.send(sessionId, 'agent please')
  const act = (action: unknown) =>
    fetch(`${desk}/conversations/${conversationId}/agent`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    })
  expect((await act({ action: 'say', text: 'too early' })).status).toBe(409)
  expect((await act({ action: 'join', name: 'Kim' })).status).toBe(200)
  expect((await act({ action: 'say', text: 'Here I am.' })).status).toBe(200)
  expect((await act({ action: 'leave' })).status).toBe(200)
  const heard = read(await hub.poll(sessionId))
  expect(heard).toContain('EchoMessageFromAmelia: Here I am.')
  expect(heard.join()).not.toContain('Sam')
  const shown: unknown = await (await fetch(`${desk}/conversations/${conversationId}`)).json()
  expect(shown).toMatchObject({
    state: 'with-bot',
    transcript: expect.arrayContaining([
      expect.objectContaining({ author: { role: 'agent', name: 'Kim' }, text: 'Here I am.' }),
    ]),
  })
  watching.abort()
})

test('before 6.6 an escalation did not wake a long poll', async () => {
  const switches = { autoAgent: false, longpollOnEscalation: 'held', longpollSeconds: 0.05 } as const
  const hub = await logIn(await sandboxFor({ switches }))
  const { sessionId } = await hub.open()
  await hub.poll(sessionId)
  await hub.call(`conversations/${sessionId}/push-to-agent`)
  expect(await (await hub.call(`conversations/${sessionId}/longpoll`)).json()).toEqual([])
  expect(read(await hub.poll(sessionId)).join()).toContain('EscalationStarted')
})
