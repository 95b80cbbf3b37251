import { echoedWords, resumeConversation } from '@conversation-hub/core'
import { startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createExchange } from '../src/client'
import { amelia } from '../src/index'
import { readMessages } from '../src/message/message'
import { acknowledgement } from '../src/web-channel/inbound'
import { readReplay, takeReplay } from '../src/web-channel/replay'
import { connectStomp } from '../src/web-channel/stomp-link'
import { createWebApi, type WebApi } from '../src/web-channel/web-api'
import { readWebSession } from '../src/web-channel/web-session'
import { patiently, sendCommand, startCommand } from './calls'
import { afterTest, beginWith, eventually, listenTo, said } from './talk'

it('what is said over a connection that was lost meanwhile is not started', async () => {
  const sandbox = afterTest(await startAmeliaSandbox())
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const session = readWebSession((await connector.start(startCommand, {}, patiently())).session)
  const stomp = await connectStomp(url, session)
  stomp.close()
  await expect(stomp.lost).rejects.toMatchObject({ code: 'platform-unreachable' })
  const { sessionId, conversationId } = session
  expect(() => stomp.send({ sessionId, conversationId, ...acknowledgement })).toThrow(
    expect.objectContaining({ code: 'platform-unreachable', outcome: 'not-started' }),
  )
})

it('a form whose answer was lost with the connection is known by its echo', async () => {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5 }))
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const { conversation, heard } = await beginWith(connector)
  await eventually(() => expect(heard.some(({ type }) => type === 'input')).toBe(true))
  await conversation.send('a form please')
  const isForm = (event: (typeof heard)[number]) =>
    event.type === 'message' && event.parts[0]?.type === 'form'
  await eventually(() => expect(heard.some(isForm)).toBe(true))
  conversation.close()
  const { session } = conversation
  const values = { day: 'today', extras: ['gift', 'door'] }
  const message = { type: 'form', formId: 'delivery', inReplyTo: 'delivery', values } as const
  await connector.send({ ...sendCommand(''), message }, session, patiently())
  const echoes = async () => {
    const events = (await connector.readTranscript?.(session, patiently())) ?? []
    return events.flatMap((event) => (event.type === 'echo' ? [event.text] : []))
  }
  expect(await echoes()).toEqual(['a form please', echoedWords(message)])
})

it.each([
  401, 403, 404, 410,
])('a conversation goes on after its host was away behind a proxy that answered %d', async (status) => {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches: { autoAgent: false } }))
  const { url, credentials } = sandbox
  const talk = await beginWith(amelia({ url, domain: credentials.domain, transport: 'web-channel' }))
  const conversationId = String(talk.conversation.session.conversationId)
  sandbox.faults.add({ kind: 'answer', status, body: {}, method: 'GET', path: '*/httpSession/check' })
  sandbox.cutSockets()
  sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
  sandbox.agent(conversationId, { action: 'say', text: 'in the gap' })
  await eventually(() => expect(said(talk, 'agent')).toEqual(['in the gap']))
})

it('a conversation that may not be joined is heard where the start has listened', async () => {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 5, switches: { autoAgent: false } }))
  const { url, credentials } = sandbox
  const talk = await beginWith(amelia({ url, domain: credentials.domain, transport: 'web-channel' }))
  const conversationId = String(talk.conversation.session.conversationId)
  sandbox.faults.add({ kind: 'answer', status: 403, body: {}, path: '*/join', times: 'always' })
  sandbox.cutSockets()
  sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
  sandbox.agent(conversationId, { action: 'say', text: 'in the gap' })
  await eventually(() => expect(said(talk, 'agent')).toEqual(['in the gap']))
})

it('what Amelia asked to treat as secret is marked so by whoever goes on after the connection was lost', async () => {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 0 }))
  const { url, credentials } = sandbox
  const createConnector = () => amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const before = createConnector()
  const { session } = await before.start(startCommand, {}, patiently())
  await before.send(sendCommand('a secret please'), session, patiently())
  sandbox.cutSockets()
  const connector = createConnector()
  if (connector.arrival.kind !== 'stream') throw new Error('Expected a stream.')
  const stopping = new AbortController()
  afterTest({ close: () => stopping.abort() })
  await connector.arrival.open(session, { signal: stopping.signal })[Symbol.asyncIterator]().next()
  await connector.readTranscript?.(session, patiently())
  await connector.send(sendCommand('swordfish'), session, patiently())
  const bodies = sandbox.requests().map(({ body }) => body)
  expect(bodies.at(-1)).toMatchObject({ messageText: 'swordfish', secure: true })
})

it('a conversation is heard by whoever takes it up, though a process that was frozen still has its connection', async () => {
  const sandbox = afterTest(await startAmeliaSandbox({ pace: 0, switches: { autoAgent: false } }))
  const { url, credentials } = sandbox
  const createConnector = () => amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const { session } = await createConnector().start(startCommand, {}, patiently())
  const conversationId = String(session.conversationId)
  const talk = listenTo(await resumeConversation(createConnector(), { conversationId, session }))
  await eventually(() => expect(said(talk, 'bot')).toHaveLength(1))
  sandbox.agent(conversationId, { action: 'join', name: 'Ada' })
  sandbox.agent(conversationId, { action: 'say', text: 'hello' })
  await eventually(() => expect(said(talk, 'agent')).toEqual(['hello']))
})

it('what is said while a replay is asked for keeps its place behind what was missed', async () => {
  const switches = { autoAgent: false, beforeReplay: 'heard' } as const
  const sandbox = afterTest(await startAmeliaSandbox({ switches }))
  const { url, credentials } = sandbox
  const connector = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  const session = readWebSession((await connector.start(startCommand, {}, patiently())).session)
  sandbox.cutSockets()
  const says = (text: string) => sandbox.agent(session.conversationId, { action: 'say', text })
  sandbox.agent(session.conversationId, { action: 'join', name: 'Ada' })
  says('missed')
  const api = createWebApi({ baseUrl: url }, createExchange())
  const talkative: WebApi = async (visitor, call) => {
    const reply = await api(visitor, call)
    if (call.path.endsWith('/join')) says('meanwhile')
    return reply
  }
  const { events } = await readReplay(url, talkative, session, patiently().signal)
  const messages = events.flatMap((event) => (event.type === 'message' ? event.parts : []))
  const texts = messages.flatMap((part) => (part.type === 'text' ? [part.text] : []))
  expect(texts.filter((text) => text === 'missed' || text === 'meanwhile')).toEqual(['missed', 'meanwhile'])
})

it('what is said right behind a replay stays behind it, whichever numbers it has', async () => {
  const message = (messageId: string, type: string, sessionSequence: number) => ({
    messageId,
    messageType: `Outbound${type}Message`,
    messageText: messageId,
    sessionSequence,
  })
  const came = [message('old', 'Text', 40), message('end', 'ReplayFinished', 41), message('new', 'Text', 3)]
  const link = { publish: async () => {}, take: async () => readMessages(came) }
  const { events, behind } = await takeReplay(link, patiently().signal)
  expect(events.map((event) => 'id' in event && event.id)).toEqual(['old'])
  expect(behind.map(({ id }) => id)).toEqual(['end', 'new'])
})

it('a replay whose end nobody tells is over after a while, however busy the conversation is', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  let taken = 0
  const take = async () => {
    taken += 1
    if (taken > 60) throw new Error('It goes on and on.')
    vi.advanceTimersByTime(1_000)
    return readMessages([{ messageId: `m${taken}`, messageType: 'OutboundTextMessage', messageText: 'and' }])
  }
  const { events } = await takeReplay({ publish: async () => {}, take }, patiently().signal)
  expect(events).toHaveLength(taken)
})
