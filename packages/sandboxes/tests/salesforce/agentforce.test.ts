import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { salesforceSandboxCredentials } from '../../src'
import { sandbox } from './start'

const { clientId, clientSecret, agentId } = salesforceSandboxCredentials
type Sandbox = Awaited<ReturnType<typeof sandbox>>

async function agentClient({ url }: Sandbox) {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const answer = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const { access_token: token, api_instance_url: api } = await answer.json()
  const base = `${api}/einstein/ai-agent/v1`
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const begin = (more: object = {}, agent: string = agentId) =>
    call('POST', `/agents/${agent}/sessions`, {
      externalSessionKey: randomUUID(),
      instanceConfig: { endpoint: url },
      streamingCapabilities: { chunkTypes: ['Text'] },
      bypassUser: true,
      ...more,
    })
  const say = (sessionId: string, sequenceId: number, text: string, how = '') =>
    call('POST', `/sessions/${sessionId}/messages${how}`, { message: { sequenceId, type: 'Text', text } })
  return { call, begin, say }
}

async function started(options: Parameters<typeof sandbox>[0] = {}) {
  const running = await sandbox(options)
  const client = await agentClient(running)
  const { sessionId } = await (await client.begin()).json()
  return { running, client, sessionId }
}

describe('an Agentforce session', () => {
  it('greets in the answer to its start, by name', async () => {
    const client = await agentClient(await sandbox())
    const answer = await client.begin({ variables: [{ name: '_firstName', type: 'Text', value: 'Ada' }] })
    expect(await answer.json()).toMatchObject({
      messages: [{ type: 'Inform', message: 'Hi Ada, I am an AI assistant. How can I help you?' }],
      _links: { end: { href: expect.stringContaining('/sessions/') } },
    })
  })

  it('answers, wants rising sequence ids, and is gone when ended', async () => {
    const { client, sessionId, running } = await started()
    const first = await client.say(sessionId, 1, 'Hello')
    expect(await first.json()).toMatchObject({ messages: [{ type: 'Inform', message: 'You said: Hello' }] })
    expect((await client.say(sessionId, 1, 'Hello')).status).toBe(400)
    const end = await client.call('DELETE', `/sessions/${sessionId}`, undefined, {
      'x-session-end-reason': 'UserRequest',
    })
    expect(await end.json()).toMatchObject({ messages: [{ type: 'SessionEnded', reason: 'ClientRequest' }] })
    expect((await client.say(sessionId, 2, 'Hello?')).status).toBe(404)
    expect(running.conversation(sessionId)).toMatchObject({
      state: 'ended',
      transcript: [{ author: { role: 'bot' } }, { text: 'Hello' }, { text: 'You said: Hello' }],
    })
  })

  it('takes one message at a time', async () => {
    const { client, sessionId } = await started({ switches: { agentThinkMilliseconds: 2_000 } })
    const answers = await Promise.all([client.say(sessionId, 1, 'One'), client.say(sessionId, 2, 'Two')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 423])
  })

  it('is not ended in the middle of an answer', async () => {
    const { client, sessionId, running } = await started({ switches: { agentThinkMilliseconds: 2_000 } })
    const answer = client.say(sessionId, 1, 'One')
    await expect.poll(() => running.requests().at(-1)?.path).toMatch(/messages$/)
    const end = () =>
      client.call('DELETE', `/sessions/${sessionId}`, undefined, { 'x-session-end-reason': 'UserRequest' })
    expect((await end()).status).toBe(423)
    expect((await answer).status).toBe(200)
    expect((await end()).status).toBe(200)
    expect(running.conversation(sessionId)?.state).toBe('ended')
  })

  it('streams chunks, withdraws what was wrong, then says the whole', async () => {
    const { client, sessionId } = await started()
    const answer = await client.say(sessionId, 1, 'wrong', '/stream')
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const frames = (await answer.text()).trim().split('\n\n')
    expect(frames.map((frame) => /^event: (.*)$/m.exec(frame)?.[1])).toEqual([
      'PROGRESS_INDICATOR',
      ...Array(4).fill('TEXT_CHUNK'),
      'VALIDATION_FAILURE_CHUNK',
      ...Array(5).fill('TEXT_CHUNK'),
      'INFORM',
      'END_OF_TURN',
    ])
    expect(frames.at(-2)).toContain('Our shop opens at nine.')
  })

  it('tells that a person is wanted, and ends by itself', async () => {
    const { client, sessionId } = await started()
    const escalated = await (await client.say(sessionId, 1, 'a person please')).json()
    expect(escalated.messages.map(({ type }: { type: string }) => type)).toEqual(['Inform', 'Escalate'])
    const ended = await (await client.say(sessionId, 2, 'bye')).json()
    expect(ended.messages.map(({ type }: { type: string }) => type)).toEqual(['Inform', 'SessionEnded'])
    expect((await client.say(sessionId, 3, 'Hello?')).status).toBe(404)
  })

  it('is refused to a wrong agent, for another org’s address, without bypassUser, without JSON and without a valid token', async () => {
    const { client, running } = await started()
    const wrong = await client.begin({}, '0Xx000000000000')
    expect([wrong.status, (await wrong.json()).message]).toEqual([
      400,
      '0Xx000000000000 is not a valid agent ID',
    ])
    expect((await client.begin({ bypassUser: false })).status).toBe(400)
    const elsewhere = { instanceConfig: { endpoint: 'https://login.salesforce.com' } }
    expect((await client.begin(elsewhere)).status).toBe(400)
    const plain = await client.call(
      'POST',
      `/agents/${agentId}/sessions`,
      {},
      { 'content-type': 'text/plain' },
    )
    expect([plain.status, (await plain.json()).message]).toEqual([500, 'Unsupported Media Type'])
    running.expireAccessTokens()
    expect((await client.begin()).status).toBe(401)
  })

  it('started twice with one key is two sessions, or one where the switch says so', async () => {
    const { client, running } = await started()
    const externalSessionKey = randomUUID()
    const begin = async () => (await (await client.begin({ externalSessionKey })).json()).sessionId
    expect(await begin()).not.toBe(await begin())
    running.switches.set({ repeatedSessionKey: 'same-session' })
    expect(await begin()).toBe(await begin())
  })
})
