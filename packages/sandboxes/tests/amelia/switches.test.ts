import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { logIn, post, read, texts } from './gateway-caller'
import { sandboxFor } from './with-sandbox'

async function openedWith(...[options]: Parameters<typeof sandboxFor>) {
  const sandbox = await sandboxFor(options)
  const hub = await logIn(sandbox)
  const { sessionId, conversationId } = await hub.open()
  await hub.poll(sessionId)
  return { sandbox, hub, sessionId, conversationId }
}

test('a login token dies when it has been idle, unless it never does', async () => {
  const sandbox = await sandboxFor({ switches: { tokenIdleSeconds: 0 } })
  const hub = await logIn(sandbox)
  expect((await hub.get('conversations/domains')).status).toBe(200)
  sandbox.switches.set({ tokenIdleSeconds: 0.000_001 })
  await expect.poll(async () => (await hub.get('conversations/domains')).status).toBe(410)
})

test('the token answer may leave out its life', async () => {
  const { url, credentials } = await sandboxFor({ switches: { oauthExpiresInField: 'absent' } })
  const { clientId, clientSecret } = credentials
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const body = new URLSearchParams(fields)
  const answer: unknown = await (
    await fetch(`${url}/AmeliaRest/api/v1/oauth/token`, { method: 'POST', body })
  ).json()
  expect(answer).toEqual({ access_token: expect.any(String), token_type: 'Bearer' })
})

test.each([
  ['json', /^\{"timestamp"/],
  ['empty', /^$/],
  ['html', /^<!doctype html>/],
] as const)('an error body is %s', async (errorBody, expected) => {
  const { url } = await sandboxFor({ switches: { errorBody } })
  const response = await post(url, 'conversations/new', {})
  expect(response.status).toBe(401)
  expect(await response.text()).toMatch(expected)
})

test('a poll that finds nothing is answered [], or nothing at all', async () => {
  const { hub, sandbox, sessionId } = await openedWith({ switches: { longpollSeconds: 0.05 } })
  const bodies = async () => [
    await (await hub.call(`conversations/${sessionId}/poll`)).text(),
    await (await hub.call(`conversations/${sessionId}/longpoll`)).text(),
  ]
  expect(await bodies()).toEqual(['[]', '[]'])
  sandbox.switches.set({ nothingToFetch: 'empty' })
  expect(await bodies()).toEqual(['', ''])
})

test('what else the gateway may answer', async () => {
  const { hub, sandbox, sessionId } = await openedWith({ preset: '2019' })
  const admin = await logIn(sandbox, 'admin')
  expect((await admin.get('admin/system/escalationqueues')).status).toBe(200)
  expect((await admin.get('admin/escalationQueues/')).status).toBe(404)
  sandbox.switches.set({ adminDenied: 404, nestedMap: 500, domainsAnswer: 'page' })
  expect((await hub.get('admin/domains/')).status).toBe(404)
  const nested = { domain: 'support', initialBpnVariables: { customer: {} } }
  expect((await hub.call('conversations/new', nested)).status).toBe(500)
  expect(await (await hub.get('conversations/domains')).json()).toHaveProperty('content.0.code', 'support')
  expect((await hub.call(`conversations/${sessionId}/start`)).status).toBe(404)
  sandbox.switches.set({ startCall: 200 })
  expect((await hub.call(`conversations/${sessionId}/start`)).status).toBe(200)
})

test('the 6.7 release has OAuth, 401 for a wrong password, and does not stream', async () => {
  const { hub, sandbox, sessionId } = await openedWith({ preset: '6.7' })
  const { username } = sandbox.credentials
  expect((await post(sandbox.url, 'auth/login', { username, password: 'no' })).status).toBe(401)
  expect(texts(await hub.ask(sessionId, 'stream'), 'StreamingTextMessageFromAmelia')).toEqual([])
})

test('every text may be streamed', async () => {
  const { hub, sessionId } = await openedWith({ switches: { streaming: 'always' } })
  const answer = await hub.ask(sessionId, 'hello')
  expect(texts(answer, 'StreamingTextMessageFromAmelia').join('')).toBe(texts(answer).join(''))
})

test('a domain may offer its choices in words, and close without a word', async () => {
  const sandbox = await sandboxFor({ switches: { menu: 'text', preClose: 'none' } })
  const hub = await logIn(sandbox)
  const { sessionId } = await hub.open()
  const greeting = await hub.poll(sessionId)
  expect(texts(greeting).at(-1)).toContain('talk to a person')
  expect(greeting.some((message) => 'formInputData' in message)).toBe(false)
  await hub.call(`conversations/${sessionId}/close`, {})
  expect(await hub.poll(sessionId)).toHaveLength(1)
})

test('agent typing may be withheld', async () => {
  const { sandbox, hub, sessionId, conversationId } = await openedWith({
    switches: { agentTyping: 'withheld' },
  })
  sandbox.agent(conversationId, { action: 'join' })
  sandbox.agent(conversationId, { action: 'typing' })
  expect(read(await hub.poll(sessionId))).toEqual([
    'AgentSessionChangedMessageFromAmelia: Alex has joined the conversation.',
  ])
})

test('polling keeps a conversation alive where the switch says so', async () => {
  const { sandbox, hub, sessionId, conversationId } = await openedWith({
    switches: { pollKeepsAlive: 'yes', sessionIdleSeconds: 900 },
  })
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const pollLater = async (seconds: number) => {
    vi.setSystemTime(Date.now() + seconds * 1_000)
    await hub.poll(sessionId)
    return sandbox.conversation(conversationId)?.state
  }
  expect([await pollLater(600), await pollLater(600)]).toEqual(['with-bot', 'with-bot'])
  sandbox.switches.set({ pollKeepsAlive: 'no' })
  expect([await pollLater(600), await pollLater(600)]).toEqual(['with-bot', 'ended'])
})

test('every switch has a description, and its default is among what it allows', async () => {
  const { switches } = await sandboxFor()
  for (const { name, description, default: value, allowed } of switches.describe()) {
    expect(description, name).not.toBe('')
    const { enum: values } = z.looseObject({ enum: z.array(z.unknown()).optional() }).parse(allowed)
    if (values) expect(values, name).toContain(value)
  }
})
