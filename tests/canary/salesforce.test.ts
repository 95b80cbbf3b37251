import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createHub } from '@conversation-hub/hub'
import { salesforceAgentforce, salesforceByoc, salesforceEnhancedChat } from '@conversation-hub/salesforce'
import { type SalesforceSandbox, startSalesforceSandbox } from '@conversation-hub/sandboxes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { watchPrinted } from './printed'
import { serve } from './serve'

const CANARY = 'canary-51c7'
const PHONE = '+14155550177'
const secrets = { apiKey: `${CANARY}-api-key-of-the-tests`, secretKey: `${CANARY}-secret-key-of-the-tests` }

/** A hub with the three Salesforce connectors on a server, and everything that it shows to an operator. */
async function startApp(sandbox: SalesforceSandbox, dataDir: string) {
  const { url, credentials } = sandbox
  const { orgId, deployment, agentId, clientId, clientSecret, byocChannel, byocAddress, byocEvent } =
    credentials
  const login = { loginUrl: url, clientId, clientSecret }
  const shown: unknown[] = []
  const log = (entry: unknown) => shown.push(entry)
  const hub = await createHub({
    database: { dataDir },
    secretKey: secrets.secretKey,
    platforms: {
      chat: salesforceEnhancedChat({
        scrtUrl: url,
        orgId,
        deployment,
        kickoff: { text: `${CANARY} kickoff` },
        crm: {
          ...login,
          contact: { field: 'Email' },
          recordAtEnd: { externalIdField: 'Conversation_Id__c' },
        },
      }),
      agent: salesforceAgentforce({ ...login, agentId }),
      channel: salesforceByoc({
        ...login,
        scrtUrl: url,
        orgId,
        channel: byocChannel,
        channelAddress: byocAddress,
        event: byocEvent,
      }),
    },
    hubs: { chat: { platform: 'chat' }, agent: { platform: 'agent' }, channel: { platform: 'channel' } },
    resources: {
      chat: { channel: 'web-chat', hub: 'chat', startOn: 'session' },
      agent: { channel: 'web-chat', hub: 'agent', startOn: 'session' },
      channel: { channel: 'sms', hub: 'channel' },
    },
    log,
  })
  return serve(hub, { shown, ...secrets })
}

const conversationOf = (text: string): string => JSON.parse(text).conversationId

describe('a running hub with Salesforce', () => {
  let sandbox: SalesforceSandbox
  let app: Awaited<ReturnType<typeof startApp>>
  let dataDir: string
  let printed: string[] = []
  const sessionTokens: string[] = []

  beforeAll(async () => {
    printed = watchPrinted()
    dataDir = await mkdtemp(join(tmpdir(), 'canary-'))
    sandbox = await startSalesforceSandbox()
    app = await startApp(sandbox, dataDir)
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await app?.close()
    await sandbox?.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  async function start(resource: string): Promise<string> {
    const about = {
      resourceId: resource,
      customerIdentifier: `${CANARY}-customer`,
      attributes: { secret: `${CANARY} attribute` },
    }
    if (resource === 'channel') {
      const body = { ...about, customerDestination: PHONE }
      return conversationOf((await app.call('/v1/conversations', { body })).text)
    }
    const { text } = await app.call('/v1/sessions', { body: about })
    sessionTokens.push(JSON.parse(text).token)
    return conversationOf(text)
  }

  const stateOf = async (id: string) => JSON.parse((await app.call(`/v1/conversations/${id}`)).text).state
  const logged = () => app.shown.map((entry) => JSON.stringify(entry)).join('\n')
  const failuresOf = (id: string, failure = 'command-send-failed') =>
    app.shown.filter((entry) => {
      const { event, conversationId } = Object(entry)
      return event === failure && conversationId === id
    }).length

  it.each([
    ['chat', '*/message', '*/conversation'],
    ['agent', '*/messages*', '*/sessions'],
    ['channel', '/api/v1/interactions', '/api/v1/conversation'],
  ])('goes through trouble in a conversation and in a start (%s)', async (resource, message, create) => {
    const id = await start(resource)
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('with-bot'), { timeout: 20_000 })
    const say = (text: string) => app.call(`/v1/conversations/${id}/messages`, { body: { text } })
    for (const fault of [
      { kind: 'html', status: 200 },
      { kind: 'cut' },
      { kind: 'answer', status: 429, body: CANARY, headers: { 'retry-after': '0' } },
      { kind: 'answer', status: 500, body: `<p>${CANARY}</p>`, headers: { 'content-type': 'text/html' } },
      { kind: 'answer', status: 403, body: { message: `${CANARY} refused` } },
    ] as const) {
      const before = failuresOf(id)
      sandbox.faults.add({ ...fault, times: 1, path: message })
      await say(`${CANARY} ${fault.kind}`)
      await vi.waitFor(() => expect(failuresOf(id)).toBeGreaterThan(before), { timeout: 20_000 })
    }
    sandbox.faults.clear()
    const rule = [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: CANARY }]
    sandbox.faults.add({ kind: 'answer', status: 400, body: rule, path: '*/sobjects/*' })
    await app.call(`/v1/conversations/${id}/close`, { body: {} })
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('ended'), { timeout: 20_000 })
    if (resource === 'chat') {
      await vi.waitFor(() => expect(failuresOf(id, 'command-conclude-failed')).toBe(1), { timeout: 20_000 })
    }

    sandbox.faults.add({
      kind: 'answer',
      status: 400,
      body: { message: CANARY },
      path: create,
      times: 'always',
    })
    const refused = await start(resource)
    await vi.waitFor(() => expect(failuresOf(refused, 'command-start-failed')).toBe(1), { timeout: 20_000 })
    sandbox.faults.clear()
  })

  it('is refused the login', async () => {
    sandbox.switches.set({ clientApp: 'revoked' })
    sandbox.expireAccessTokens()
    const id = await start('agent')
    await vi.waitFor(() => expect(failuresOf(id, 'command-start-failed')).toBe(1), { timeout: 20_000 })
    expect(logged()).toContain('platform-auth-failed')
    sandbox.switches.set({ clientApp: 'active' })
  })

  it('refuses what is wrong with a request', async () => {
    const id = await start('chat')
    const messages = `/v1/conversations/${id}/messages`
    const wrong: [string, unknown][] = [
      [messages, `{"text": "${CANARY}`],
      [messages, { text: CANARY, choiceId: CANARY }],
      [messages, { choiceId: CANARY }],
      [messages, { form: { formId: CANARY, values: { field: CANARY } } }],
      [messages, { text: `${CANARY} `.repeat(20_000) }],
      ['/v1/conversations', { resourceId: 'channel', customerDestination: `${CANARY} 12` }],
      ['/v1/conversations', { resourceId: 'chat', customerDestination: `${CANARY}-session` }],
      ['/v1/sessions', { resourceId: 'chat', attributes: { secret: [CANARY] } }],
    ]
    for (const [path, body] of wrong) {
      expect((await app.call(path, { body })).status, path).toBeGreaterThanOrEqual(400)
    }
    const headers = { authorization: `Bearer ${CANARY}-token`, 'content-type': 'application/json' }
    expect((await app.call(messages, { body: { text: CANARY }, headers })).status).toBe(401)
  })

  it('shows no secret, no token and no word of the customer’s', async () => {
    for (const path of ['/metrics', '/healthz', '/readyz', '/openapi.json']) {
      app.shown.push((await app.call(path)).text)
    }
    const { clientSecret } = sandbox.credentials
    const tokens = sandbox.requests().flatMap(({ headers }) => headers.authorization?.split(' ')[1] ?? [])
    expect(new Set(tokens).size).toBeGreaterThan(3)
    expect(app.shown.length).toBeGreaterThan(20)
    const texts = [...app.shown.map((one) => inspect(one, { depth: 20 }) + JSON.stringify(one)), ...printed]
    for (const text of texts) {
      for (const secret of [CANARY, PHONE.slice(1), clientSecret, ...tokens, ...sessionTokens]) {
        expect(text.includes(secret), text.slice(0, 2_000)).toBe(false)
      }
    }
  })
})
