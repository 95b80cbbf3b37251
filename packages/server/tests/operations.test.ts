import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { API_KEY, startTestServer } from './start-test-server'

describe('webhooks', () => {
  it.each([
    [undefined, (url: string) => url],
    ['https://chat.example/base/', () => 'https://chat.example/base'],
  ])('hand on every byte, and the address as the sender knows it (publicUrl %s)', async (publicUrl, base) => {
    const { url, hub } = await startTestServer(publicUrl === undefined ? {} : { publicUrl })
    const body = new Uint8Array([0, 255, 123, 34, 195])
    const target = '/webhooks/twilio?b=%20x&a=1&a=2'
    const response = await fetch(`${url}${target}`, {
      method: 'POST',
      headers: { 'X-Signature': 'right', 'Content-Type': 'application/json' },
      body,
    })
    expect(response.status).toBe(200)
    const [delivered] = hub.webhooks
    expect(delivered).toMatchObject({ method: 'POST', url: `${base(url)}${target}`, body })
    expect(delivered?.headers.get('content-type')).toBe('application/json')
  })

  it('are refused without the right signature, and when they are too large', async () => {
    const { url, hub } = await startTestServer()
    const deliver = async (signature: string, body: Uint8Array<ArrayBuffer>) =>
      (await fetch(`${url}/webhooks/twilio`, { method: 'POST', headers: { 'X-Signature': signature }, body }))
        .status
    expect(await deliver('wrong', new Uint8Array(1))).toBe(401)
    expect(await deliver('right', new Uint8Array(2 * 1024 * 1024 + 1))).toBe(413)
    expect(await deliver('right', new Uint8Array(2 * 1024 * 1024))).toBe(200)
    expect(hub.webhooks).toHaveLength(1)
  })

  it('are answered 503 while nothing can be kept, so that the sender repeats them', async () => {
    const { url, hub } = await startTestServer()
    hub.failNext(new ConversationError('database-unavailable', 'The database is away.'))
    const response = await fetch(`${url}/webhooks/twilio`, { method: 'POST', body: 'x' })
    expect(response.status).toBe(503)
  })
})

describe('health', () => {
  it('lives, and is ready while the hub is', async () => {
    const { call, hub, server } = await startTestServer()
    expect((await call('GET', '/healthz', undefined, null)).status).toBe(200)
    expect((await call('GET', '/readyz', undefined, null)).body).toEqual({ status: 'ready' })
    hub.failNext(new Error('no'))
    expect((await call('GET', '/readyz', undefined, null)).status).toBe(503)
    server.endStreams()
    expect((await call('GET', '/readyz', undefined, null)).status).toBe(503)
    expect((await call('GET', '/healthz', undefined, null)).status).toBe(200)
  })
})

describe('metrics', () => {
  it('count requests by the pattern of their path, and show the hub’s figures', async () => {
    const { call, startSession } = await startTestServer()
    const { conversationId } = await startSession()
    await call('GET', `/v1/conversations/${conversationId}`)
    const { text, headers } = await call('GET', '/metrics', undefined, null)
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=/)
    expect(text).toContain('conversation_hub_conversations_driven 1')
    expect(text).toContain('conversation_hub_event_streams_open 0')
    expect(text).toContain('process_cpu_seconds_total')
    expect(text).toMatch(
      /duration_seconds_count\{method="GET",route="\/v1\/conversations\/:conversationId",status="200"\} 1/,
    )
    expect(text).not.toContain(conversationId)
  })

  it('need the key from elsewhere, unless they are open', async () => {
    const statusOf = async (metrics: 'key' | 'open', headers: Record<string, string>) => {
      const { url } = await startTestServer({ metrics })
      const response = await fetch(`${url}/metrics`, {
        headers: { 'X-Forwarded-For': '203.0.113.1', ...headers },
      })
      return response.status
    }
    expect(await statusOf('key', {})).toBe(401)
    expect(await statusOf('key', { Authorization: `Bearer ${API_KEY}` })).toBe(200)
    expect(await statusOf('open', {})).toBe(200)
  })
})

describe('the log', () => {
  it('has one line a request, without queries, tokens and words', async () => {
    const { call, log, startSession } = await startTestServer()
    const { conversationId, sessionId, token } = await startSession()
    const path = `/v1/conversations/${conversationId}/messages`
    const { headers } = await call('POST', `${path}?secret=query`, { text: 'my words' }, token)
    expect(headers.get('cache-control')).toBe('no-store')
    await expect.poll(() => log).toHaveLength(2)
    expect(log[1]).toEqual({
      level: 'info',
      event: 'http-request',
      requestId: headers.get('x-request-id'),
      method: 'POST',
      path,
      status: 202,
      durationMs: expect.any(Number),
      caller: 'session',
      sessionId,
      conversationId,
    })
    const everything = JSON.stringify(log)
    for (const secret of [token, 'my words', 'query']) expect(everything).not.toContain(secret)
    const start = { resourceId: 'sms', customerDestination: '+15550100' }
    const { body } = await call('POST', '/v1/conversations', start)
    await expect.poll(() => log).toHaveLength(3)
    expect(log[2]).toMatchObject({ caller: 'app', conversationId: body.conversationId })
    await call('POST', path, { text: '' }, token)
    await expect.poll(() => log).toHaveLength(4)
    expect(log[3]).toMatchObject({ status: 400, code: 'invalid-request' })
  })
})
