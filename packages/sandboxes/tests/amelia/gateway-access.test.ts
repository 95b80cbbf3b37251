import { decodeJwt } from 'jose'
import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { gatewayCaller, logIn, post } from './gateway-caller'
import { sandboxFor } from './with-sandbox'

const granted = z.object({
  access_token: z.string(),
  token_type: z.string(),
  expires_in: z.number().optional(),
})

test('a login answers 201 with a token and the user', async () => {
  const { url, credentials } = await sandboxFor()
  const { username, password } = credentials
  const response = await post(url, 'auth/login', { username, password })
  expect(response.status).toBe(201)
  expect(await response.json()).toMatchObject({
    status: 201,
    token: expect.stringMatching(/^[0-9a-f-]{36}$/),
    userModel: { email: username, anonymous: false, availability: 'READY' },
  })
})

test('the 2019 release wants ameliaUrl and answers 401 to a wrong password', async () => {
  const { url, credentials } = await sandboxFor({ preset: '2019' })
  const { username, password } = credentials
  expect((await post(url, 'auth/login', { username, password })).status).toBe(400)
  const ameliaUrl = `${url}/Amelia`
  expect((await post(url, 'auth/login', { ameliaUrl, username, password })).status).toBe(201)
  expect((await post(url, 'auth/login', { ameliaUrl, username, password: 'no' })).status).toBe(401)
})

test('a login that is not sent as JSON is a bad request', async () => {
  const { url, credentials } = await sandboxFor()
  const { username, password } = credentials
  const response = await fetch(`${url}/AmeliaRest/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ username, password }),
  })
  expect(response.status).toBe(400)
})

test('the 7.3 release answers 500 to a wrong password', async () => {
  const { url, credentials } = await sandboxFor()
  const response = await post(url, 'auth/login', { username: credentials.username, password: 'no' })
  expect(response.status).toBe(500)
})

test('logins are throttled by user where the switch says so', async () => {
  const { url, credentials } = await sandboxFor({ switches: { loginsPerMinute: 2, throttledLogin: 503 } })
  const { username, password } = credentials
  const statuses = []
  for (let attempt = 0; attempt < 3; attempt += 1) {
    statuses.push((await post(url, 'auth/login', { username, password })).status)
  }
  expect(statuses).toEqual([201, 201, 503])
})

test('a logout kills the token', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  expect((await hub.call('auth/logout')).status).toBe(201)
  expect((await hub.call('conversations/new', { domain: 'support' })).status).toBe(410)
  sandbox.switches.set({ badToken: 401 })
  expect((await hub.call('conversations/new', { domain: 'support' })).status).toBe(401)
})

test('a token that nobody has used since the login dies like any other', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 })
  onTestFinished(() => void vi.useRealTimers())
  expect((await hub.call('conversations/new', { domain: 'support' })).status).toBe(410)
})

test.each(['form fields', 'HTTP Basic'])('client credentials come as %s', async (way) => {
  const { url, credentials } = await sandboxFor()
  const { clientId, clientSecret } = credentials
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const fields = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const response = await fetch(`${url}/AmeliaRest/api/v1/oauth/token`, {
    method: 'POST',
    ...(way === 'form fields'
      ? { body: new URLSearchParams(fields) }
      : {
          body: new URLSearchParams({ grant_type: 'client_credentials' }),
          headers: { authorization: basic },
        }),
  })
  const { access_token, expires_in } = granted.parse(await response.json())
  const claims = decodeJwt(access_token)
  expect(claims).toMatchObject({ aud: 'rest-gateway', azp: clientId, sub: 'rest-gateway@example.com' })
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600)
  expect(expires_in).toBe(3600)

  const hub = gatewayCaller(url, { authorization: `Bearer ${access_token}` })
  const { sessionId } = await hub.open()
  expect(await hub.poll(sessionId)).not.toEqual([])
})

test('an OAuth token dies when it expires, and when the key is renewed', async () => {
  const sandbox = await sandboxFor({ switches: { oauthExpiresIn: 3600 } })
  const { url } = sandbox
  const grant = async () => {
    const { clientId, clientSecret } = sandbox.credentials
    const response = await fetch(`${url}/AmeliaRest/api/v1/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    })
    const { access_token } = granted.parse(await response.json())
    return gatewayCaller(url, { authorization: `Bearer ${access_token}` })
  }
  const hub = await grant()
  expect((await hub.get('conversations/domains')).status).toBe(200)
  sandbox.expireAccessTokens()
  expect((await hub.get('conversations/domains')).status).toBe(410)

  sandbox.switches.set({ oauthExpiresIn: 0.001, badToken: 401 })
  const shortLived = await grant()
  await expect.poll(async () => (await shortLived.get('conversations/domains')).status).toBe(401)
})

test('OAuth refuses other grants and wrong secrets, and is absent before 6.7', async () => {
  const sandbox = await sandboxFor()
  const grant = async (fields: Record<string, string>) => {
    const body = new URLSearchParams(fields)
    return (await fetch(`${sandbox.url}/AmeliaRest/api/v1/oauth/token`, { method: 'POST', body })).status
  }
  expect(await grant({ grant_type: 'password' })).toBe(400)
  expect(await grant({ grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' })).toBe(401)
  sandbox.switches.set({ oauth: 'absent' })
  expect(await grant({ grant_type: 'client_credentials' })).toBe(404)
})

test('calls without a token, on unknown paths and with other methods are refused', async () => {
  const sandbox = await sandboxFor()
  expect((await post(sandbox.url, 'conversations/new', { domain: 'support' })).status).toBe(401)
  const hub = await logIn(sandbox)
  expect((await hub.call('conversations/connect', { domainCode: 'support' })).status).toBe(404)
  expect((await hub.get('conversations/new')).status).toBe(405)
})

test('admin calls need the authority', async () => {
  const sandbox = await sandboxFor()
  const hub = await logIn(sandbox)
  const admin = await logIn(sandbox, 'admin')
  expect((await hub.get('admin/domains/')).status).toBe(403)
  expect(await (await admin.get('admin/domains/?size=2&sort=name,desc')).json()).toMatchObject({
    first: true,
    last: false,
    totalElements: 3,
    totalPages: 2,
    content: [{ name: 'Sales' }, { code: 'support', enabled: true }],
  })
  expect((await admin.get('admin/escalationQueues/')).status).toBe(200)
  expect((await admin.get('admin/system/escalationqueues')).status).toBe(404)
  expect((await admin.call('push/notification/teams', { message: 'Hello' })).status).toBe(200)
  expect(await (await hub.get('conversations/domains')).json()).toMatchObject([
    { code: 'support' },
    { code: 'sales' },
  ])
})

test('the export takes American dates only', async () => {
  const sandbox = await sandboxFor()
  const admin = await logIn(sandbox, 'admin')
  await admin.open()
  const root = 'admin/metrics/domains/conversations'
  const check = async (from: string) =>
    await admin.get(`${root}/exportCheck?from=${encodeURIComponent(from)}`)
  expect((await check('2026-11-01T00:00:00Z')).status).toBe(400)
  expect((await check('11/1/2026 0:0')).status).toBe(200)
  const job = await (await admin.get(`${root}/export/async/generate?format=json`)).json()
  const { id } = z.object({ id: z.string() }).parse(job)
  expect(await (await admin.get(`${root}/export/async/${id}/status`)).json()).toMatchObject({
    status: 'COMPLETED',
  })
  const lines = z
    .array(z.unknown())
    .parse(await (await admin.get(`${root}/export/async/${id}/download`)).json())
  expect(lines).toContainEqual(expect.objectContaining({ text: expect.stringContaining('I am Amelia') }))
})
