import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { amelia } from '@conversation-hub/amelia'
import { createHub } from '@conversation-hub/hub'
import { type AmeliaSandbox, startAmeliaSandbox } from '@conversation-hub/sandboxes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { watchPrinted } from './printed'
import { serve } from './serve'

const CANARY = 'canary-7e20'
const secrets = {
  apiKey: `${CANARY}-api-key-of-the-tests`,
  secretKey: `${CANARY}-secret-key-of-the-tests`,
  webhook: `${CANARY}-webhook-secret`,
}

/** A hub with every way to Amelia on a server, and everything that it shows to an operator. */
async function startApp(sandbox: AmeliaSandbox, dataDir: string) {
  const { url, credentials } = sandbox
  const { username, password, clientId, clientSecret, domain } = credentials
  const shown: unknown[] = []
  const log = (entry: unknown) => shown.push(entry)
  const login = { username, password }
  const webhookUrl = 'https://hub.example.com/webhooks/webhook'
  const ways = ['gateway', 'oauth', 'webhook', 'web'] as const
  const hub = await createHub({
    database: { dataDir },
    secretKey: secrets.secretKey,
    platforms: {
      gateway: amelia({ url, domain, credentials: login }),
      oauth: amelia({ url, domain, credentials: { clientId, clientSecret }, delivery: 'poll' }),
      webhook: amelia({
        url,
        domain,
        credentials: login,
        delivery: { webhookUrl, secret: secrets.webhook },
      }),
      web: amelia({ url, domain, credentials: login, transport: 'web-channel' }),
    },
    hubs: Object.fromEntries(ways.map((way) => [way, { platform: way }])),
    resources: Object.fromEntries(
      ways.map((way) => [way, { channel: 'web-chat', hub: way, startOn: 'session' }]),
    ),
    log,
  })
  return serve(hub, { shown, apiKey: secrets.apiKey, secretKey: secrets.secretKey })
}

const carriers = ['authorization', 'x-amelia-rest-token', 'cookie', 'x-csrf-token', 'x-amelia-session-auth']

describe('a running hub with Amelia', () => {
  let sandbox: AmeliaSandbox
  let app: Awaited<ReturnType<typeof startApp>>
  let dataDir: string
  let printed: string[] = []
  const sessionTokens: string[] = []

  beforeAll(async () => {
    printed = watchPrinted()
    dataDir = await mkdtemp(join(tmpdir(), 'canary-'))
    sandbox = await startAmeliaSandbox({
      pace: 0,
      switches: { sessionAuthHeader: 'sent', longpollSeconds: 1 },
    })
    app = await startApp(sandbox, dataDir)
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await app?.close()
    await sandbox?.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  async function start(resourceId: string): Promise<string> {
    const about = { customerIdentifier: `${CANARY}-customer`, attributes: { secret: `${CANARY} attribute` } }
    const { text } = await app.call('/v1/sessions', { body: { resourceId, ...about } })
    const { token, conversationId } = JSON.parse(text)
    sessionTokens.push(token)
    return conversationId
  }

  const stateOf = async (id: string) => JSON.parse((await app.call(`/v1/conversations/${id}`)).text).state
  const shownOf = (id: string, event: string) =>
    app.shown.filter((entry) => {
      const about = Object(entry)
      return about.event === event && about.conversationId === id
    }).length
  const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000 })

  it.each(['gateway', 'oauth'])('goes through trouble in a conversation and in a start (%s)', async (way) => {
    const id = await start(way)
    await eventually(async () => expect(await stateOf(id)).toBe('with-bot'))
    const say = (text: string) => app.call(`/v1/conversations/${id}/messages`, { body: { text } })
    for (const fetching of [
      { kind: 'html', status: 200 },
      { kind: 'cut' },
      { kind: 'answer', status: 500, body: CANARY },
    ] as const) {
      sandbox.faults.add({ ...fetching, times: 1, path: '*poll' })
    }
    for (const status of [429, 400, 403]) {
      const before = shownOf(id, 'command-send-failed')
      const body = { message: `${CANARY} refused` }
      sandbox.faults.add({ kind: 'answer', status, body, times: 1, path: '*/send' })
      await say(`${CANARY} ${status}`)
      await eventually(() => expect(shownOf(id, 'command-send-failed')).toBeGreaterThan(before))
    }
    await eventually(() => expect(shownOf(id, 'stream-interrupted')).toBeGreaterThan(0))
    sandbox.faults.clear()
    await say(`panel file upload suspend ${CANARY}`)
    await app.call(`/v1/conversations/${id}/close`, { body: {} })
    sandbox.faults.add({ kind: 'answer', status: 400, body: CANARY, path: '*/new', times: 'always' })
    const refused = await start(way)
    await eventually(() => expect(shownOf(refused, 'command-start-failed')).toBe(1))
    sandbox.faults.clear()
  })

  it('goes through trouble on the web channel', async () => {
    const id = await start('web')
    await eventually(async () => expect(await stateOf(id)).toBe('with-bot'))
    await app.call(`/v1/conversations/${id}/messages`, { body: { text: `panel domain ${CANARY}` } })
    await eventually(() => expect(shownOf(id, 'platform-notice')).toBeGreaterThan(0))
    sandbox.faults.add({ kind: 'answer', status: 410, body: CANARY, path: '*/join', times: 'always' })
    sandbox.cutSockets()
    sandbox.forgetVisitors()
    await eventually(async () => expect(await stateOf(id)).toBe('ended'))
    sandbox.faults.add({ kind: 'answer', status: 400, body: CANARY, path: '*/new', times: 'always' })
    const refused = await start('web')
    await eventually(() => expect(shownOf(refused, 'command-start-failed')).toBe(1))
    sandbox.faults.clear()
  })

  it('is refused the login', async () => {
    sandbox.expireAccessTokens()
    sandbox.faults.add({ kind: 'answer', status: 500, body: CANARY, path: '*/login', times: 'always' })
    sandbox.faults.add({ kind: 'answer', status: 401, body: CANARY, path: '*/token', times: 'always' })
    for (const way of ['gateway', 'oauth', 'web']) {
      const id = await start(way)
      await eventually(() => expect(shownOf(id, 'command-start-failed')).toBeGreaterThan(0))
    }
    sandbox.faults.clear()
  })

  it('refuses a webhook that is none', async () => {
    const message = { messageType: 'TextMessageFromAmelia', messageText: CANARY }
    const secret = { 'x-amelia-webhook-secret': secrets.webhook }
    expect((await app.call('/webhooks/webhook', { body: message })).status).toBe(401)
    const wrong = { 'x-amelia-webhook-secret': `${CANARY}-wrong` }
    expect((await app.call('/webhooks/webhook', { body: message, headers: wrong })).status).toBe(401)
    expect(
      (await app.call('/webhooks/webhook', { body: JSON.stringify(CANARY), headers: secret })).status,
    ).toBeLessThan(500)
  })

  it('shows no secret, no token and no word of the customer’s', async () => {
    for (const path of ['/metrics', '/healthz', '/readyz', '/openapi.json']) {
      app.shown.push((await app.call(path)).text)
    }
    const { password, clientSecret } = sandbox.credentials
    const tokens = sandbox
      .requests()
      .flatMap(({ headers }) => carriers.flatMap((name) => headers[name] ?? []))
    expect(new Set(tokens).size).toBeGreaterThan(3)
    expect(app.shown.length).toBeGreaterThan(15)
    const texts = [...app.shown.map((one) => inspect(one, { depth: 20 }) + JSON.stringify(one)), ...printed]
    for (const text of texts) {
      for (const secret of [CANARY, password, clientSecret, ...tokens, ...sessionTokens]) {
        expect(text.includes(secret), text.slice(0, 2_000)).toBe(false)
      }
    }
  })
})
