import { startAmeliaSandbox, type WrittenFault } from '@conversation-hub/sandboxes'
import { expect, it } from 'vitest'
import { amelia } from '../src/index'
import { utterance } from '../src/web-channel/inbound'
import { publishOnce } from '../src/web-channel/live-links'
import { readWebSession } from '../src/web-channel/web-session'
import { errorOf, patiently, sendCommand, sendFileCommand, startCommand } from './calls'
import { afterTest, eventually } from './talk'

/** Longer than a start waits for a first sign of Amelia, however busy the machine is. */
const SLOW_MS = 60_000

async function startedWith(pace: number) {
  const sandbox = afterTest(await startAmeliaSandbox({ pace }))
  const connector = amelia({
    url: sandbox.url,
    domain: sandbox.credentials.domain,
    transport: 'web-channel',
  })
  const { session } = await connector.start(startCommand, {}, patiently())
  const said = () =>
    sandbox
      .requests()
      .filter(({ headers }) => headers['x-amelia-message-type'] === 'InboundUserUtteranceMessage')
  return { sandbox, connector, session, said }
}

const neverSaid = { code: 'cancelled', outcome: 'not-started' }

it('what was given up while it waited for Amelia’s greeting is never said', async () => {
  const { connector, session, said } = await startedWith(SLOW_MS)
  const caller = new AbortController()
  const sending = errorOf(connector.send(sendCommand('hello?'), session, caller))
  caller.abort()
  expect(await sending).toMatchObject(neverSaid)
  expect(said()).toEqual([])
})

it('what waited for Amelia’s greeting on a connection that was lost is not started', async () => {
  const { sandbox, connector, session, said } = await startedWith(SLOW_MS)
  const sending = errorOf(connector.send(sendCommand('hello?'), session, patiently()))
  sandbox.cutSockets()
  expect(await sending).toMatchObject({ code: 'platform-unreachable', outcome: 'not-started' })
  expect(said()).toEqual([])
})

it('what waited for Amelia’s greeting is refused where the conversation was closed instead', async () => {
  const { sandbox, connector, session, said } = await startedWith(SLOW_MS)
  const sending = errorOf(connector.send(sendCommand('hello?'), session, patiently()))
  sandbox.agent(String(session.conversationId), { action: 'join' })
  sandbox.agent(String(session.conversationId), { action: 'end' })
  expect(await sending).toMatchObject({ code: 'platform-session-gone' })
  expect(said()).toEqual([])
})

it('what was to be said to a host that could not be asked for the session is not started', async () => {
  const { sandbox, connector, session } = await startedWith(0)
  sandbox.cutSockets()
  const check = '*/httpSession/check'
  const faults: WrittenFault[] = [
    { kind: 'cut', path: check },
    { kind: 'answer', status: 401, path: check },
    { kind: 'answer', status: 403, path: check },
    { kind: 'cut', path: '*/cm/upload' },
  ]
  for (const fault of faults) {
    sandbox.faults.add(fault)
    const error = await errorOf(connector.send(sendFileCommand, session, patiently()))
    expect(error).toMatchObject({ remedy: 'backoff', outcome: 'not-started' })
  }
  sandbox.faults.add({ kind: 'cut', path: check })
  const error = await errorOf(connector.send(sendCommand('hi'), session, patiently()))
  expect(error).toMatchObject({ remedy: 'backoff', outcome: 'not-started' })
})

it('a start that was given up while a connection was opened for it greets nobody', async () => {
  const { sandbox, connector } = await startedWith(0)
  sandbox.clearRequests()
  sandbox.faults.add({ kind: 'delay', milliseconds: 50, path: '*/websocket' })
  const caller = new AbortController()
  const starting = errorOf(connector.start(startCommand, {}, caller))
  await eventually(() => expect(sandbox.requests().at(-1)?.path).toMatch(/websocket$/))
  caller.abort()
  expect(await starting).toMatchObject(neverSaid)
  const types = sandbox.requests().map(({ headers }) => headers['x-amelia-message-type'])
  expect(types).not.toContain('InboundStartConversationMessage')
})

it('what was given up while a connection was opened for it is never said', async () => {
  const { sandbox, session, said } = await startedWith(0)
  const inbound = utterance(
    { type: 'text', text: 'hello?' },
    { secure: false, offTheRecord: false },
    'field-values',
  )
  const sending = publishOnce(sandbox.url, readWebSession(session), inbound, AbortSignal.abort())
  expect(await errorOf(sending)).toMatchObject(neverSaid)
  expect(said()).toEqual([])
})

it('a stream that was given up while a connection was opened for it asks for no replay', async () => {
  const { sandbox, session } = await startedWith(0)
  const { url, credentials } = sandbox
  const { arrival } = amelia({ url, domain: credentials.domain, transport: 'web-channel' })
  if (arrival.kind !== 'stream') throw new Error('Expected a stream.')
  sandbox.clearRequests()
  sandbox.faults.add({ kind: 'delay', milliseconds: 50, path: '*/websocket' })
  const stopping = new AbortController()
  const opening = arrival.open(session, stopping)[Symbol.asyncIterator]().next()
  await eventually(() => expect(sandbox.requests().at(-1)?.path).toMatch(/websocket$/))
  stopping.abort()
  expect(await opening).toMatchObject({ done: true })
  const types = sandbox.requests().map(({ headers }) => headers['x-amelia-message-type'])
  expect(types).not.toContain('InboundReplayConversationMessage')
})
