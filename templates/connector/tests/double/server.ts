import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Failure, OtherCall } from '@conversation-hub/conformance'
import { type Chat, createChats } from './chats'

export const API_KEY = 'key-of-the-double'

/**
 * The platform's HTTP API, written from its documentation (the README) and not from the connector: where the two
 * disagree, one of us has misread it.
 */
export async function startServer() {
  const chats = createChats()
  /** The questions for events that are open now. */
  const streams = new Set<ServerResponse>()
  let failing: { failure: Failure; call: Failing } | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const [, id = '', what = ''] = /^\/v1\/chats\/([^/]+)(?:\/(\w+))?$/.exec(pathname) ?? []
    const call = `${request.method} ${what}`.trim()
    const body = request.method === 'PUT' || request.method === 'POST' ? await bodyOf(request) : {}
    const reply = (status: number, content: object, headers = {}) => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(content))
    }

    if (request.headers.authorization !== `Bearer ${API_KEY}`) return reply(401, { error: 'key' })
    const failure = failing?.call === kindOf(call, searchParams) ? failing?.failure : undefined
    if (failure) failing = undefined
    // As real platforms do, the refusal repeats the request: it finds errors that leak a customer's words.
    if (failure === 'refuse') return reply(400, { error: 'bad request', request: body })
    if (failure === 'unavailable') return reply(503, { error: 'come back later' })
    if (failure === 'rate-limited') return reply(429, { error: 'slow down' }, { 'retry-after': '2' })
    if (failure === 'html') return void response.end(`<html>${JSON.stringify(body)}</html>`)
    if (failure === 'timeout-before') return

    const chat = call === 'PUT' ? chats.open(id) : chats.find(id)
    if (!chat) return reply(404, { error: 'no such chat' })
    if (call === 'GET events') return sendEvents(chat, searchParams, response, reply)
    if (chat.ended) return reply(410, { error: 'the chat has ended' })
    if (call === 'POST messages') chats.say(chat, String(body.messageId), String(body.text))
    if (call === 'PUT typing') chat.typing = body.typing === true
    if (call === 'DELETE') chats.end(chat, 'customer')
    if (failure === 'timeout-after') return
    if (failure === 'cut-after') return void response.destroy()
    reply(200, { chatId: chat.id })
  }

  async function sendEvents(
    chat: Chat,
    query: URLSearchParams,
    response: ServerResponse,
    reply: (status: number, content: object) => void,
  ): Promise<void> {
    const after = Number(query.get('after'))
    const until = Date.now() + Number(query.get('waitSeconds')) * 1_000
    streams.add(response)
    response.once('close', () => streams.delete(response))
    while (chat.events.length <= after && Date.now() < until && !response.destroyed) {
      await chats.somethingHappens(until - Date.now())
    }
    reply(200, { events: chat.events.slice(after), last: chat.events.length })
  }

  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    chats,
    cutStreams(): void {
      for (const stream of streams) stream.destroy()
    },
    openStreams: () => streams.size,
    failNext(failure: Failure, call: Failing): void {
      failing = { failure, call }
    },
    async stop(): Promise<void> {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What can be made to fail. */
type Failing = 'start' | 'send' | OtherCall

/** What a call is to the connector that makes it. */
function kindOf(call: string, query: URLSearchParams): Failing | undefined {
  switch (call) {
    case 'PUT':
      return 'start'
    case 'POST messages':
      return 'send'
    case 'PUT typing':
      return 'typing'
    case 'DELETE':
      return 'end'
    case 'GET events':
      // A stream waits for what happens; whoever does not, reads what has happened.
      return query.get('waitSeconds') === '0' ? 'readTranscript' : undefined
    default:
      return undefined
  }
}

export type Server = Awaited<ReturnType<typeof startServer>>

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const body = await json(request)
  return typeof body === 'object' && body !== null ? { ...body } : {}
}
