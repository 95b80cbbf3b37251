import { createServer as createHttpServer } from 'node:http'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openEvents } from './event-client'
import { rawRequest } from './raw-request'
import { API_KEY, startTestServer } from './start-test-server'

// Small frames go to the socket as ready-made chunks, large ones by node's own writing: no client may see a difference.
const SMALL = 'Grüße 🙂'
const LARGE = `${'ä'.repeat(5_000)}🙂`

const message = (messageId: string, text: string) => ({
  type: 'message' as const,
  messageId,
  author: { role: 'bot' as const },
  parts: [{ type: 'text' as const, text }],
})

/** The answer of the event stream, byte by byte, with a small, a large and a small event, each after the other. */
async function answerTo(version: '1.0' | '1.1'): Promise<{ head: string; body: string }> {
  const { hub, listening, startSession } = await startTestServer()
  const { conversationId } = await startSession()
  const said = [SMALL, LARGE, 'The last one.']
  let next = 0
  const request =
    `GET /v1/conversations/${conversationId}/events HTTP/${version}\r\nHost: hub\r\n` +
    `Authorization: Bearer ${API_KEY}\r\n\r\n`
  const answer = await rawRequest(listening.port, [request], (soFar) => {
    const arrived = next === 0 ? soFar.includes('retry: 1000') : soFar.includes(`"m${next}"`)
    if (!arrived || !/\n\n(\r\n)?$/.test(soFar)) return false
    const text = said[next]
    if (text === undefined) return true
    next += 1
    hub.happen(conversationId, message(`m${next}`, text))
    return false
  })
  const at = answer.indexOf('\r\n\r\n')
  return { head: answer.slice(0, at), body: answer.slice(at + 4) }
}

/** The body that chunks make up (RFC 9112, section 7.1); fails where one is not as long as it says. */
function joined(chunked: string): string {
  let rest = Buffer.from(chunked)
  let body = ''
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n')
    const size = Number.parseInt(rest.subarray(0, end).toString(), 16)
    body += rest.subarray(end + 2, end + 2 + size).toString()
    expect(rest.subarray(end + 2 + size, end + 4 + size).toString()).toBe('\r\n')
    rest = rest.subarray(end + 4 + size)
  }
  return body
}

const textsIn = (body: string): string[] =>
  [...body.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(String(json)).parts[0].text)

describe('the framing of the event stream', () => {
  it('is whole chunks for HTTP/1.1', async () => {
    const { head, body } = await answerTo('1.1')
    expect(head).toMatch(/^Transfer-Encoding: chunked$/im)
    expect(textsIn(joined(body))).toEqual([SMALL, LARGE, 'The last one.'])
  })

  it('is one chunk for what happens at one moment', async () => {
    const { hub, listening, startSession } = await startTestServer()
    const { conversationId } = await startSession()
    const request =
      `GET /v1/conversations/${conversationId}/events HTTP/1.1\r\nHost: hub\r\n` +
      `Authorization: Bearer ${API_KEY}\r\n\r\n`
    let said = false
    const answer = await rawRequest(listening.port, [request], (soFar) => {
      if (!said && soFar.endsWith('retry: 1000\n\n\r\n')) {
        said = true
        for (const id of ['m1', 'm2']) hub.happen(conversationId, message(id, id))
      }
      return soFar.includes('"m2"') && soFar.endsWith('\n\n\r\n')
    })
    expect(answer).toMatch(/\r\nid: 1\n[^\r]*\n\nid: 2\n[^\r]*\n\n\r\n$/)
  })

  it('keeps the order where small and large events happen at one moment', async () => {
    const { hub, url, startSession } = await startTestServer()
    const { conversationId } = await startSession()
    const headers = { Authorization: `Bearer ${API_KEY}` }
    const client = await openEvents(`${url}/v1/conversations/${conversationId}/events`, headers)
    await vi.waitFor(() => expect(hub.listeners(conversationId)).toBe(1), 10_000)
    for (const text of [SMALL, LARGE, SMALL]) hub.happen(conversationId, message('m', text))
    await client.until(({ id }) => id === '3')
    expect(client.events.map(({ id }) => id)).toEqual(['1', '2', '3'])
  })

  it('is the bare text for HTTP/1.0', async () => {
    const { head, body } = await answerTo('1.0')
    expect(head).not.toMatch(/chunked/i)
    expect(body).toMatch(/^retry: 1000\n\nid: 1\n/)
    expect(textsIn(body)).toEqual([SMALL, LARGE, 'The last one.'])
  })

  it('goes through what an app has put before it, for example to compress', async () => {
    const { hub, server, startSession } = await startTestServer()
    const { conversationId } = await startSession()
    let written = ''
    const app = createHttpServer((request, response) => {
      const write = response.write.bind(response)
      response.write = (chunk: unknown) => {
        written += chunk
        return write(chunk)
      }
      server.handler(request, response)
    })
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void app.close())
    const address = app.address()
    const request =
      `GET /v1/conversations/${conversationId}/events HTTP/1.1\r\nHost: hub\r\n` +
      `Authorization: Bearer ${API_KEY}\r\n\r\n`
    let said = false
    await rawRequest(typeof address === 'object' ? Number(address?.port) : 0, [request], (soFar) => {
      if (!said && soFar.includes('retry: 1000')) {
        said = true
        hub.happen(conversationId, message('m1', SMALL))
      }
      return soFar.includes('"m1"')
    })
    expect(textsIn(written)).toEqual([SMALL])
  })
})
