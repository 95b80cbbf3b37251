import { createParser } from 'eventsource-parser'
import { Agent, request } from 'undici'
import { API_KEY } from '../../faults/server/orders'

// It closes what idles long before the server does, or a busy machine would lose a request to that now and then.
const agent = new Agent({ bodyTimeout: 0, headersTimeout: 0, keepAliveMaxTimeout: 30_000 })
const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }

export async function post(
  url: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const response = await request(url, {
    dispatcher: agent,
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  const text = await response.body.text()
  if (response.statusCode >= 300) throw new Error(`${url} answered ${response.statusCode}: ${text}`)
  return JSON.parse(text)
}

let unasked = 0

/** Answers that came when nobody waited for one: one that comes twice makes the next message look fast. */
export const unaskedAnswers = () => unasked

/** A conversation with its event stream, as a browser has it. */
export interface Talk {
  /** Says something and waits until the platform's answer to it has come. Returns how long, in milliseconds. */
  roundTrip(): Promise<number>
  close(): void
}

/** Resolves when the conversation is started and its stream is open. */
export async function openTalk(url: string): Promise<Talk> {
  const { sessionId } = await post(`${url}/v1/sessions`, { resourceId: 'relay' })
  const start = { resourceId: 'relay', customerDestination: String(sessionId) }
  const { conversationId } = await post(`${url}/v1/conversations`, start)
  const path = `${url}/v1/conversations/${String(conversationId)}`
  const closing = new AbortController()
  const { body, statusCode } = await request(`${path}/events`, {
    dispatcher: agent,
    headers,
    signal: closing.signal,
  })
  if (statusCode !== 200) throw new Error(`${path}/events answered ${statusCode}`)
  const waiting: (() => void)[] = []
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent({ event, data }) {
      if (event !== 'message' || JSON.parse(data).author.role !== 'bot') return
      const answered = waiting.shift()
      if (answered) answered()
      else unasked += 1
    },
  })
  const read = async () => {
    for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
  }
  // Closing it, and the end of the server, cut it off.
  read().catch(() => {})
  return {
    async roundTrip() {
      const began = performance.now()
      const answered = new Promise<void>((resolve) => waiting.push(resolve))
      await post(`${path}/messages`, { text: 'How much is it?' })
      await answered
      return performance.now() - began
    },
    close: () => closing.abort(),
  }
}
