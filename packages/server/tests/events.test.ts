import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openEvents } from './event-client'
import { API_KEY, startTestServer } from './start-test-server'

const bearer = (credential: string) => ({ Authorization: `Bearer ${credential}` })
const message = (messageId: string, text = messageId) => ({
  type: 'message' as const,
  messageId,
  author: { role: 'bot' as const },
  parts: [{ type: 'text' as const, text }],
})

async function startChat(settings = {}) {
  const server = await startTestServer(settings)
  const { conversationId, token } = await server.startSession()
  const eventsUrl = `${server.url}/v1/conversations/${conversationId}/events`
  const open = (headers: Record<string, string> = {}) =>
    openEvents(eventsUrl, { ...bearer(token), ...headers })
  return { ...server, conversationId, token, eventsUrl, open }
}

describe('the event stream', () => {
  it('brings what happened and what happens, with the number as id', async () => {
    const { hub, conversationId, open } = await startChat()
    hub.happen(conversationId, message('m1'))
    const client = await open()
    expect(client.status).toBe(200)
    expect(client.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    expect(await client.until(({ id }) => id === '1')).toMatchObject({
      event: 'message',
      data: { type: 'message', seq: 1, messageId: 'm1' },
    })
    expect(client.text()).toMatch(/^retry: 1000\n\n/)
    hub.happen(conversationId, message('m2'))
    expect(await client.until(({ id }) => id === '2')).toMatchObject({ data: { messageId: 'm2' } })
  })

  it('sends what is not kept without an id', async () => {
    const { hub, conversationId, open } = await startChat()
    const client = await open()
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(1), 10_000)
    const at = new Date().toISOString()
    hub.pass(conversationId, { type: 'typing', at, author: { role: 'agent' }, typing: true })
    const typing = await client.until(({ event }) => event === 'typing')
    expect(typing).not.toHaveProperty('id')
  })

  it('resumes after Last-Event-ID, and after the query where the header cannot be set', async () => {
    const { hub, conversationId, open, eventsUrl, token } = await startChat()
    for (const id of ['m1', 'm2', 'm3']) hub.happen(conversationId, message(id))
    const byHeader = await open({ 'Last-Event-ID': '2' })
    const byQuery = await openEvents(`${eventsUrl}?lastEventId=2`, bearer(token))
    const byBoth = await openEvents(`${eventsUrl}?lastEventId=1`, { ...bearer(token), 'Last-Event-ID': '2' })
    for (const client of [byHeader, byQuery, byBoth]) {
      await client.until(({ id }) => id === '3')
      expect(client.events).toHaveLength(1)
    }
  })

  it.each(['x', '-1', '1.5', '9999999999999999'])('refuses Last-Event-ID %s', async (id) => {
    const { open } = await startChat()
    expect((await open({ 'Last-Event-ID': id })).status).toBe(400)
  })

  it('ends with the conversation, and then answers 204 to who has seen everything', async () => {
    const { hub, conversationId, open } = await startChat()
    const client = await open()
    await hub.closeConversation(conversationId, 'agent-ended')
    expect(await client.until(({ event }) => event === 'state')).toMatchObject({
      id: '1',
      data: { state: 'ended', reason: 'agent-ended' },
    })
    expect(await client.over).toBe('ended')
    const late = await open()
    await late.until(({ id }) => id === '1')
    expect(await late.over).toBe('ended')
    expect((await open({ 'Last-Event-ID': '1' })).status).toBe(204)
  })

  it('lets go of the hub when the client is gone', async () => {
    const { hub, conversationId, open } = await startChat()
    const client = await open()
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(1), 10_000)
    client.close()
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(0), 10_000)
  })

  it('lets go of the hub when the client is gone before the hub has begun', async () => {
    const { hub, eventsUrl, token, log } = await startChat()
    let begin = () => {}
    const close = vi.fn()
    hub.listen = async () => {
      await new Promise<void>((resolve) => {
        begin = resolve
      })
      return { resume: () => {}, close }
    }
    const leaving = new AbortController()
    const asked = fetch(eventsUrl, { headers: bearer(token), signal: leaving.signal }).catch(() => {})
    await vi.waitFor(() => expect(hub.calls.at(-1)?.name).toBe('getConversation'), 10_000)
    leaving.abort()
    await asked
    await vi.waitFor(() => expect(log.at(-1)).toMatchObject({ aborted: true }), 10_000)
    begin()
    await vi.waitFor(() => expect(close).toHaveBeenCalled(), 10_000)
  })

  it('goes on where the client has caught up before the hub has begun', async () => {
    const { hub, open } = await startChat()
    let begin = () => {}
    const resume = vi.fn()
    hub.listen = async (_conversationId, _afterSeq, listener) => {
      const json = JSON.stringify('x'.repeat(8_000_000))
      expect(listener.onEvent({ type: 'message', seq: 1, json })).toBe(false)
      await new Promise<void>((resolve) => {
        begin = resolve
      })
      return { resume, close: () => {} }
    }
    const client = await open()
    await client.until(({ id }) => id === '1')
    await new Promise((resolve) => setImmediate(resolve))
    begin()
    await vi.waitFor(() => expect(resume).toHaveBeenCalled(), 10_000)
  })

  it('makes the hub wait for a slow reader, and loses nothing', async () => {
    const { hub, conversationId, open } = await startChat()
    const client = await open()
    client.pause()
    const filler = 'x'.repeat(20_000)
    for (let n = 1; n <= 1_000; n += 1) hub.happen(conversationId, message(`m${n}`, filler))
    client.resume()
    await client.until(({ id }) => id === '1000')
    expect(client.events.map(({ id }) => Number(id))).toEqual(Array.from({ length: 1_000 }, (_, n) => n + 1))
  })

  it('cuts a client that has not read for 30 seconds', async () => {
    const { hub, conversationId, open } = await startChat()
    const client = await open()
    client.pause()
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(1), 10_000)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    hub.happen(conversationId, message('m1', 'x'.repeat(32_000_000)))
    vi.advanceTimersByTime(29_999)
    await new Promise((resolve) => setImmediate(resolve))
    expect(hub.listeners(conversationId)).toBe(1)
    vi.advanceTimersByTime(1)
    vi.useRealTimers()
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(0), 10_000)
    client.resume()
    expect(await client.over).toBe('cut')
  })

  it('does not cut a client that was slow and has caught up', async () => {
    const { hub, conversationId, open } = await startChat()
    const client = await open()
    client.pause()
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(1), 10_000)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    hub.happen(conversationId, message('m1', 'x'.repeat(8_000_000)))
    hub.happen(conversationId, message('m2'))
    client.resume()
    // The hub goes on only when the client has caught up.
    await client.until(({ id }) => id === '2')
    vi.advanceTimersByTime(30_000)
    vi.useRealTimers()
    hub.happen(conversationId, message('m3'))
    await client.until(({ id }) => id === '3')
  })

  it('cuts a client before more than a mebibyte is kept for it', async () => {
    const { hub, open } = await startChat()
    let isOpen = true
    hub.listen = async (_conversationId, _afterSeq, listener) => {
      const event = { type: 'message' as const, seq: 1, json: JSON.stringify('x'.repeat(100_000)) }
      const push = () => {
        listener.onEvent(event)
        if (isOpen) setImmediate(push)
      }
      const close = () => {
        isOpen = false
      }
      setImmediate(push)
      return { resume: () => {}, close }
    }
    const client = await open()
    client.pause()
    await vi.waitFor(() => expect(isOpen).toBe(false), 10_000)
    client.resume()
    expect(await client.over).toBe('cut')
  })

  it('sends a sign of life every 25 seconds, and ends with the token', async () => {
    const { hub, startSession, url } = await startTestServer()
    hub.sessionLifeMs = 60_000
    const { conversationId, token } = await startSession()
    vi.useFakeTimers({
      toFake: ['setInterval', 'clearInterval', 'Date', 'performance'],
      shouldAdvanceTime: true,
    })
    onTestFinished(() => void vi.useRealTimers())
    const client = await openEvents(`${url}/v1/conversations/${conversationId}/events`, bearer(token))
    vi.advanceTimersByTime(51_000)
    await vi.waitFor(() => expect(client.text().match(/^: keep-alive$/gm)).toHaveLength(2), 10_000)
    vi.advanceTimersByTime(25_000)
    expect(await client.over).toBe('ended')
  })

  it('tells nothing any more once the token has ended', async () => {
    const { hub, startSession, url } = await startTestServer()
    hub.sessionLifeMs = 60_000
    const { conversationId, token } = await startSession()
    const client = await openEvents(`${url}/v1/conversations/${conversationId}/events`, bearer(token))
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(1), 10_000)
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    vi.setSystemTime(Date.now() + 60_000)
    hub.happen(conversationId, message('too late'))
    expect(await client.over).toBe('ended')
    expect(client.events).toEqual([])
  })

  it('tells clients to come back soon when the server stops', async () => {
    const { listening, open } = await startChat()
    const client = await open()
    await listening.close()
    expect(await client.over).toBe('ended')
    expect(client.text()).toMatch(/retry: \d{1,4}\n\n$/)
    const stopping = await startChat()
    stopping.server.endStreams()
    const late = await stopping.open()
    expect(await late.over).toBe('ended')
  })

  it('serves app servers too', async () => {
    const { hub, conversationId, eventsUrl } = await startChat()
    hub.happen(conversationId, message('m1'))
    const client = await openEvents(eventsUrl, bearer(API_KEY))
    await client.until(({ id }) => id === '1')
  })
})
