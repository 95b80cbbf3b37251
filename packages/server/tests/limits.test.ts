import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConversationError } from '@conversation-hub/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openEvents } from './event-client'
import { API_KEY, startTestServer } from './start-test-server'

describe('limits', () => {
  it('end the oldest of more than 20 event streams of one session, and have its client come back later', async () => {
    const { hub, url, startSession } = await startTestServer()
    const { conversationId, token } = await startSession()
    const open = (credential = token) =>
      openEvents(`${url}/v1/conversations/${conversationId}/events`, {
        Authorization: `Bearer ${credential}`,
      })
    const parts = [{ type: 'text' as const, text: 'hello' }]
    const say = (messageId: string) =>
      hub.happen(conversationId, { type: 'message', messageId, author: { role: 'bot' }, parts })
    const oldest = await open()
    const others = [await open(API_KEY)]
    for (let n = 2; n <= 20; n += 1) others.push(await open())
    expect(hub.listeners(conversationId)).toBe(21)
    const newest = await open()
    expect(await oldest.over).toBe('ended')
    expect(oldest.text()).toMatch(/retry: 30000\n\n$/)
    say('m1')
    for (const client of [...others, newest]) await client.until(({ id }) => id === '1')
    newest.close()
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(20), 10_000)
    // Whoever has gone leaves room.
    const again = await open()
    say('m2')
    for (const client of [...others, again]) await client.until(({ id }) => id === '2')
  })

  it('are by what the proxy says, too, where it comes over a Unix socket', async () => {
    const { server } = await startTestServer({ limits: { sessionsPerMinute: 1 } })
    const folder = await mkdtemp(join(tmpdir(), 'hub-server-'))
    const socketPath = join(folder, 'socket')
    const mounted = createServer(server.handler)
    onTestFinished(async () => {
      await new Promise((resolve) => mounted.close(resolve))
      await rm(folder, { recursive: true })
    })
    await new Promise<void>((resolve) => mounted.listen(socketPath, resolve))
    const startFrom = (forwarded: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { 'Content-Type': 'application/json', ...forwarded }
        const call = request({ socketPath, path: '/v1/sessions', method: 'POST', agent: false, headers })
        call.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject)
        call.end(JSON.stringify({ resourceId: 'web' }))
      })
    expect(await startFrom({ 'X-Forwarded-For': '203.0.113.1' })).toBe(201)
    expect(await startFrom({ 'X-Forwarded-For': '203.0.113.1' })).toBe(429)
    expect(await startFrom({ 'X-Forwarded-For': '203.0.113.2' })).toBe(201)
    expect(await startFrom({})).toBe(201)
    expect(await startFrom({})).toBe(201)
  })

  it('holds back one session that writes too fast, and no other', async () => {
    // Of a busy machine, too, all of it is one moment.
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { call, startSession } = await startTestServer({ limits: { messagesPerSecond: 2 } })
    const [fast, calm] = [await startSession(), await startSession()]
    const say = ({ conversationId, token }: typeof fast) =>
      call('POST', `/v1/conversations/${conversationId}/messages`, { text: 'a' }, token)
    const answers = await Promise.all(Array.from({ length: 20 }, () => say(fast)))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(10)
    expect(refused[0]?.body).toMatchObject({
      code: 'rate-limited',
      retryAfterMs: expect.any(Number),
      detail: expect.stringMatching(/ speaks more than 2 times a second \(limits\.messagesPerSecond\)/),
    })
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
    expect((await say(calm)).status).toBe(202)
  })

  it('holds back one session that says too much, in however many messages, and not the key', async () => {
    const { call, startSession, url } = await startTestServer({ limits: { messagesPerSecond: 1_000 } })
    const [endless, calm] = [await startSession(), await startSession()]
    const text = 'x'.repeat(32_000)
    const say = ({ conversationId, token }: typeof calm, credential?: string) =>
      call('POST', `/v1/conversations/${conversationId}/messages`, { text }, credential ?? token)
    const statuses: number[] = []
    for (let n = 0; n < 130 && statuses.at(-1) !== 429; n += 1) statuses.push((await say(endless)).status)
    expect(statuses.slice(124)).toEqual([202, 429])
    expect((await say(endless)).body.detail).toMatch(/more than 250 characters a second/)
    const path = `/v1/conversations/${endless.conversationId}`
    const form = { formId: 'f', values: { answer: text.slice(1_000) } }
    expect((await call('POST', `${path}/messages`, { form }, endless.token)).status).toBe(429)
    const body = new FormData()
    body.set('file', new File(['x'], 'x.txt'))
    body.set('text', text)
    const headers = { Authorization: `Bearer ${endless.token}` }
    expect((await fetch(`${url}${path}/attachments`, { method: 'POST', headers, body })).status).toBe(429)
    expect((await say(calm)).status).toBe(202)
    expect((await say(endless, API_KEY)).status).toBe(202)
  })

  it('holds back one session that tells too often what it types, has read or ends, and no message', async () => {
    // Of a busy machine, too, all of it is one moment.
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { call, startSession } = await startTestServer({ limits: { messagesPerSecond: 2 } })
    const { conversationId, token } = await startSession()
    const tell = (what: string, body: unknown) =>
      call('POST', `/v1/conversations/${conversationId}/${what}`, body, token)
    for (let n = 0; n < 4; n += 1) expect((await tell('typing', { typing: true })).status).toBe(202)
    for (const [what, body] of [
      ['typing', { typing: false }],
      ['receipts', { messageId: 'm', status: 'read' }],
      ['close', {}],
    ] as const) {
      expect(await tell(what, body)).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
    }
    expect((await tell('messages', { text: 'a' })).status).toBe(202)
  })

  it('leaves what is longer than a message may be to the hub, which says so, and counts none of it', async () => {
    const { call, hub, startSession } = await startTestServer()
    const { conversationId, token } = await startSession()
    const tooLong = { text: 'x'.repeat(900_000) }
    hub.sendMessage = async () => {
      throw new ConversationError('message-too-large', 'It is too long.')
    }
    for (let n = 0; n < 5; n += 1) {
      const { status } = await call('POST', `/v1/conversations/${conversationId}/messages`, tooLong, token)
      expect(status).toBe(413)
    }
  })

  it('holds back a page that reads in a loop: no other, no message, and not the key', async () => {
    // Of a busy machine, too, all of it is one moment.
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { call, startSession } = await startTestServer()
    const [looping, calm] = [await startSession(), await startSession()]
    const read = ({ conversationId, token }: typeof calm, what: string) =>
      call('GET', `/v1/conversations/${conversationId}${what}`, undefined, token)
    const path = `/v1/conversations/${looping.conversationId}`
    const link = (await read(looping, '/files/f1/link')).body.url
    for (const what of ['', '/transcript', '/files/f1/link']) {
      await Promise.all(Array.from({ length: 200 }, () => read(looping, what)))
    }
    for (const what of ['', '/transcript', '/events', '/files/f1', '/files/f1/link']) {
      expect(await read(looping, what)).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
    }
    expect((await read(calm, '/transcript')).status).toBe(200)
    expect((await call('GET', `${path}/transcript`)).status).toBe(200)
    expect((await call('POST', `${path}/messages`, { text: 'a' }, looping.token)).status).toBe(202)
    const byLink = await Promise.all(Array.from({ length: 600 }, () => call('GET', link, undefined, null)))
    expect(new Set(byLink.map(({ status }) => status))).toEqual(new Set([404, 429]))
    const refused = byLink.find(({ status }) => status === 429)
    expect(refused?.body.detail).toMatch(/^This conversation’s files are read more than ten times a second/)
  })

  it('limits sessions by address: what the proxy in front says, and nothing for this machine or the key', async () => {
    const { call, url } = await startTestServer({ limits: { sessionsPerMinute: 2 } })
    const startFrom = (forwarded: string) =>
      fetch(`${url}/v1/sessions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': forwarded },
        body: JSON.stringify({ resourceId: 'web' }),
      }).then(async (answer) => {
        said = await answer.text()
        return answer.status
      })
    let said = ''
    expect(await startFrom('203.0.113.1')).toBe(201)
    expect(await startFrom('198.51.100.9, 203.0.113.1')).toBe(201)
    expect(await startFrom('203.0.113.1')).toBe(429)
    expect(said).toContain('2 sessions a minute come from this address (limits.sessionsPerMinute)')
    expect(await startFrom('203.0.113.2')).toBe(201)
    // One visitor has as many addresses as there are behind the first 64 bits.
    expect(await startFrom('2001:db8:1:2::1')).toBe(201)
    expect(await startFrom('2001:db8:1:2::2')).toBe(201)
    expect(await startFrom('2001:db8:1:2:ffff::3')).toBe(429)
    expect(await startFrom('2001:db8:1:3::1')).toBe(201)
    for (let n = 0; n < 5; n += 1) {
      expect((await call('POST', '/v1/sessions', { resourceId: 'web' }, null)).status).toBe(201)
      expect((await call('POST', '/v1/sessions', { resourceId: 'web' })).status).toBe(201)
    }
  })

  it('limits the conversations that sessions start from one address, too: a session may start one after the other', async () => {
    const { call, url, startSession } = await startTestServer({ limits: { sessionsPerMinute: 2 } })
    const { sessionId, token } = await startSession('web-2')
    const start = { resourceId: 'web-2', customerDestination: sessionId, onLive: 'replace' }
    const startFrom = async (forwarded: string) => {
      const answer = await fetch(`${url}/v1/conversations`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          'X-Forwarded-For': forwarded,
        },
        body: JSON.stringify(start),
      })
      return `${answer.ok} ${await answer.text()}`
    }
    expect(await startFrom('203.0.113.1')).toMatch(/^true/)
    expect(await startFrom('203.0.113.1')).toMatch(/^true/)
    expect(await startFrom('203.0.113.1')).toMatch(/^false.*2 starts of conversations a minute/)
    expect(await startFrom('203.0.113.2')).toMatch(/^true/)
    for (let n = 0; n < 5; n += 1) {
      expect((await call('POST', '/v1/conversations', start)).status).toBeLessThan(300)
    }
  })

  it('bounds what attributes without the API key take of the memory', async () => {
    const { call, startSession } = await startTestServer()
    const attributes = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`a${n}`, 'x'.repeat(4_000)]))
    const refused = { status: 400, body: { code: 'invalid-request', problems: [{ at: 'attributes' }] } }
    const session = { resourceId: 'web', attributes }
    expect(await call('POST', '/v1/sessions', session, null)).toMatchObject(refused)
    expect((await call('POST', '/v1/sessions', session)).status).toBe(201)
    const { sessionId, token } = await startSession('web-2')
    const start = { resourceId: 'web-2', customerDestination: sessionId, attributes }
    expect(await call('POST', '/v1/conversations', start, token)).toMatchObject(refused)
    expect((await call('POST', '/v1/conversations', start)).status).toBe(201)
  })
})
