import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it } from 'vitest'
import { rawRequest } from './raw-request'
import { API_KEY, startTestServer } from './start-test-server'

const C = '/v1/conversations'

describe('what is refused', () => {
  it.each([
    ['GET', '/nothing', undefined, 404, 'not-found'],
    ['PUT', '/nothing', {}, 404, 'not-found'],
    ['POST', C, {}, 400, 'invalid-request'],
    ['POST', C, { resourceId: 'sms', customerDestination: '+1', colour: 'red' }, 400, 'invalid-request'],
    ['POST', C, { resourceId: 'sms', customerDestination: '+1', onLive: 'maybe' }, 400, 'invalid-request'],
    ['POST', C, [], 400, 'invalid-request'],
    ['POST', '/v1/sessions', { resourceId: 'nowhere' }, 404, 'resource-unknown'],
    ['POST', '/v1/sessions', { resourceId: 7 }, 400, 'invalid-request'],
    ['GET', `${C}/none`, undefined, 404, 'conversation-not-found'],
    ['GET', `${C}/a%00b`, undefined, 400, 'invalid-request'],
    ['GET', `${C}?state=happy`, undefined, 400, 'invalid-request'],
    ['GET', `${C}?limit=201`, undefined, 400, 'invalid-request'],
    ['GET', `${C}?customerIdentifer=typo`, undefined, 400, 'invalid-request'],
    ['POST', `${C}/none/messages`, { text: 'a' }, 404, 'conversation-not-found'],
    ['POST', `${C}/none/messages`, { text: '' }, 400, 'invalid-request'],
    ['POST', `${C}/none/messages`, { text: ' \n\u00a0' }, 400, 'invalid-request'],
    ['POST', `${C}/none/messages`, { text: ' ', author: { role: 'bot' } }, 400, 'invalid-request'],
    ['POST', `${C}/none/messages`, { text: 'NUL \u0000' }, 400, 'invalid-request'],
    ['POST', `${C}/none/messages`, { text: 'a', choiceId: 'b' }, 400, 'invalid-request'],
    ['POST', `${C}/none/messages`, { text: 'a', author: { role: 'king' } }, 400, 'invalid-request'],
    ['POST', `${C}/none/typing`, { typing: 'yes' }, 400, 'invalid-request'],
    ['POST', `${C}/none/receipts`, { messageId: 'm', status: 'eaten' }, 400, 'invalid-request'],
    ['POST', `${C}/none/close`, { reason: 'bored' }, 400, 'invalid-request'],
    ['POST', `${C}/none/move`, {}, 400, 'invalid-request'],
    ['POST', `${C}/none/move-customer`, { resourceId: 'sms' }, 400, 'invalid-request'],
    ['PATCH', `${C}/none`, { customerIdentifier: '' }, 400, 'invalid-request'],
    ['POST', '/v1/dead-letters/replay', {}, 400, 'invalid-request'],
    ['POST', '/v1/dead-letters/replay', { all: false }, 400, 'invalid-request'],
    ['POST', '/webhooks/nobody', {}, 404, 'not-found'],
  ])('%s %s %j: %i %s', async (method, path, body, status, code) => {
    const { call } = await startTestServer()
    const answer = await call(method, path, body)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({ status, code, type: expect.stringMatching(new RegExp(`#${code}$`)) })
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toMatch(/\w/)
  })

  it.each([
    ['PUT', C, 'GET, POST, DELETE'],
    ['DELETE', `${C}/none`, 'GET, PATCH'],
    ['GET', `${C}/none/close`, 'POST'],
    ['OPTIONS', `${C}/none/close`, 'POST'],
    ['POST', '/healthz', 'GET'],
    ['GET', '/webhooks/twilio', 'POST'],
  ])('%s %s, which takes only %s', async (method, path, allowed) => {
    const pages = () => new Response('a page')
    const { call, log } = await startTestServer({ pages })
    const { status, headers, body } = await call(method, path)
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: allowed })
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(body).toMatchObject({ status: 405, code: 'method-not-allowed' })
    await expect.poll(() => log.at(-1)).toMatchObject({ code: 'method-not-allowed', status: 405 })
  })

  it('names every problem at once, and never the value', async () => {
    const { call } = await startTestServer()
    const { body } = await call('POST', C, { customerDestination: 12, onLive: 'secret-word' })
    expect(body.problems.map(({ at }: { at: string }) => at).sort()).toEqual([
      'customerDestination',
      'onLive',
      'resourceId',
    ])
    expect(JSON.stringify(body)).not.toContain('secret-word')
  })

  it.each([
    ['application/json', '{"typing": tru', 400, 'invalid-request'],
    ['application/json', '[['.repeat(100_000), 400, 'invalid-request'],
    ['text/plain', '{"typing": true}', 415, 'media-type-refused'],
    ['application/x-www-form-urlencoded', 'typing=true', 415, 'media-type-refused'],
    [undefined, '{"typing": true}', 415, 'media-type-refused'],
  ])('a body of %s', async (contentType, body, status, code) => {
    const { url } = await startTestServer()
    const response = await fetch(`${url}${C}/none/typing`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${API_KEY}`, ...(contentType && { 'Content-Type': contentType }) },
      body: new TextEncoder().encode(body),
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })

  it('a body over 1 MiB by its length, before it has come', async () => {
    const { listening } = await startTestServer()
    const head = `POST ${C} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${API_KEY}\r\nContent-Type: application/json\r\n`
    const answer = await rawRequest(listening.port, [`${head}Content-Length: 999999999\r\n\r\n{`])
    expect(answer).toMatch(/^HTTP\/1.1 413/)
  })

  it('a body over 1 MiB that comes in chunks without a length, before it has ended', async () => {
    const { listening } = await startTestServer()
    const head = `POST ${C} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${API_KEY}\r\nContent-Type: application/json\r\n`
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
    const answer = await rawRequest(listening.port, [
      `${head}Transfer-Encoding: chunked\r\n\r\n`,
      ...Array.from({ length: 17 }, () => chunk),
    ])
    expect(answer).toMatch(/^HTTP\/1.1 413/)
    expect(answer).toContain('"code":"message-too-large"')
  })

  it('a length and chunks at once, as smugglers send them', async () => {
    const { listening, hub } = await startTestServer()
    const answer = await rawRequest(listening.port, [
      `POST /webhooks/twilio HTTP/1.1\r\nHost: a\r\nX-Signature: right\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ])
    expect(answer).toMatch(/^HTTP\/1.1 400/)
    expect(hub.webhooks).toEqual([])
  })
})

describe('what fails', () => {
  it('tells nothing of an unexpected error, and logs where it was', async () => {
    const { call, hub, log } = await startTestServer()
    hub.failNext(new TypeError('connect to postgres://user:password@db'))
    const { status, body, text } = await call('GET', `${C}/x`)
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' })
    expect(text).not.toContain('password')
    await expect.poll(() => log.at(-1)).toMatchObject({ level: 'error', code: 'internal', status: 500 })
    expect(log.at(-1)?.thrown).toMatch(/^TypeError \| at /)
    expect(JSON.stringify(log)).not.toContain('password')
  })

  it('says 503 while the database is away, and when to come back', async () => {
    const { call, hub } = await startTestServer()
    hub.failNext(
      new ConversationError('database-unavailable', 'The database is away.', { retryAfterMs: 1_500 }),
    )
    const { status, headers, body } = await call('GET', `${C}/x`)
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'database-unavailable' })
    expect(headers.get('retry-after')).toBe('2')
    expect(body.retryAfterMs).toBe(1_500)
  })
})
