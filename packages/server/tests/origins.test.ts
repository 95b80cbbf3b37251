import { describe, expect, it } from 'vitest'
import { API_KEY, startTestServer } from './start-test-server'

const SHOP = 'https://shop.example'
const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
  })

const startSessionFrom = (url: string, headers: Record<string, string>) =>
  fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ resourceId: 'web' }),
  })

describe('pages of other origins', () => {
  it('may not call by default', async () => {
    const { url } = await startTestServer()
    const answer = await preflight(`${url}/v1/sessions`, SHOP)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect((await startSessionFrom(url, { Origin: SHOP })).status).toBe(403)
  })

  it('may call from the origins that are allowed, also what is refused and what streams', async () => {
    const { url, startSession } = await startTestServer({ allowedOrigins: [SHOP] })
    const allowed = await preflight(`${url}/v1/sessions`, SHOP)
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-headers')).toBe(
      'Authorization, Content-Type, Last-Event-ID, Idempotency-Key',
    )
    expect((await startSessionFrom(url, { Origin: SHOP })).status).toBe(201)
    const { conversationId, token } = await startSession()
    for (const path of ['/v1/nothing', `/v1/conversations/${conversationId}/events`]) {
      const response = await fetch(`${url}${path}`, {
        headers: { Origin: SHOP, Authorization: `Bearer ${token}` },
      })
      await response.body?.cancel()
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': SHOP,
        'access-control-expose-headers': 'Retry-After, X-Request-Id',
        vary: 'Origin',
      })
    }
    const refused = await preflight(`${url}/v1/sessions`, 'https://evil.example')
    expect(refused.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('may call from anywhere with *', async () => {
    const { url } = await startTestServer({ allowedOrigins: ['*'] })
    const response = await startSessionFrom(url, { Origin: SHOP })
    expect(response.status).toBe(201)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('the own origin, by Host or by publicUrl, and app servers need no permission', async () => {
    const { url } = await startTestServer({ publicUrl: 'https://chat.example/base' })
    const withKey = { Origin: SHOP, Authorization: `Bearer ${API_KEY}` }
    for (const headers of [{ Origin: url }, { Origin: 'https://chat.example' }, withKey]) {
      expect((await startSessionFrom(url, headers)).status).toBe(201)
    }
  })
})
