import { expect, it } from 'vitest'
import { API_KEY, startTestServer } from './start-test-server'

it('the idempotency key of a session is passed on; a visitor’s is long, and never the app’s', async () => {
  const { url, hub } = await startTestServer()
  const start = async (key: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/v1/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...headers },
      body: JSON.stringify({ resourceId: 'web-2' }),
    })
    return response.status
  }
  const withKey = { Authorization: `Bearer ${API_KEY}` }
  const long = 'k'.repeat(255)
  expect(await start('order 42', withKey)).toBe(201)
  expect(await start(long, withKey)).toBe(201)
  expect(await start(long)).toBe(201)
  expect(await start(long)).toBe(201)
  expect(await start('order 42')).toBe(400)
  expect(await start('k'.repeat(256), withKey)).toBe(400)
  const keys = hub.calls.map(({ input }) => Object(input[0]).idempotencyKey)
  expect(keys).toEqual(['order 42', long, expect.stringMatching(/^visitor .{43}$/), keys[2]])
})

it('the token of a session is good for its resource, by whichever of its names', async () => {
  const { call, hub } = await startTestServer()
  const expiresAt = new Date(Date.now() + 60_000).toISOString()
  hub.startSession = async () => ({ sessionId: 's1', resourceId: 'web', expiresAt })
  const { token } = (await call('POST', '/v1/sessions', { resourceId: 'support' }, null)).body
  for (const resourceId of ['support', 'web']) {
    const start = { resourceId, customerDestination: 's1' }
    expect((await call('POST', '/v1/conversations', start, token)).status).toBe(201)
  }
})
