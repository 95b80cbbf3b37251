import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call that a browser made, as it arrived. */
interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** How a test answers a call in the hub's place: nothing means as usual. */
type Answer = (call: Call, response: ServerResponse) => boolean

/**
 * The part of the hub's HTTP face that a browser uses, over a real socket, with one conversation at a time and
 * the faults a test asks for.
 */
export interface FakeHub {
  readonly address: string
  readonly calls: Call[]
  readonly events: ReadonlyArray<Readonly<Record<string, unknown>>>
  /** Numbers, keeps and streams an event. */
  tell(event: Record<string, unknown>): void
  /** Streams what is not kept. */
  pass(event: Record<string, unknown>): void
  /** Ends all event streams as a proxy would. */
  cut(): void
  /** Goes back to its backup, which holds so many events, and ends all event streams. */
  restore(kept: number): void
  /** Writes to all event streams what no hub should. */
  write(raw: string): void
  readonly openStreams: number
  /** Answers in the hub's place until it returns false. */
  answerWith(answer: Answer): void
  /** New sessions carry a conversation; on from the start. */
  startsOnSession: boolean
  /** Takes so many messages and answers none of them: the connection breaks instead. */
  repliesToLose: number
  close(): Promise<void>
}

export async function startFakeHub(): Promise<FakeHub> {
  const calls: Call[] = []
  const streams = new Set<ServerResponse>()
  const messageIds = new Map<string, string>()
  let events: Array<Record<string, unknown>> = []
  let answer: Answer = () => false
  let sessions = 0

  const server = createServer((request, response) => {
    void receive(request, response)
  })

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await read(request)
    allowOrigin(response)
    if (call.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    calls.push(call)
    if (answer(call, response)) return
    if (call.path.endsWith('/events')) openStream(call, response)
    else if (call.path === '/v1/sessions') startSession(response)
    else if (call.path === '/v1/conversations') json(response, 201, { conversationId: `c${sessions}` })
    else if (call.path.endsWith('/messages')) takeMessage(call, response)
    else if (call.path.endsWith('/attachments')) takeFile(call, response)
    else if (call.path.endsWith('/close')) {
      json(response, 202, {})
      tell({ type: 'state', state: 'ended', reason: 'customer-ended' })
    } else json(response, 202, {})
  }

  function startSession(response: ServerResponse): void {
    sessions += 1
    events = []
    json(response, 201, {
      sessionId: `s${sessions}`,
      token: `token-${sessions}`,
      expiresAt: '2099-01-01T00:00:00.000Z',
      ...(hub.startsOnSession ? { conversationId: `c${sessions}` } : {}),
    })
  }

  function takeMessage({ body }: Call, response: ServerResponse): void {
    const said = JSON.parse(body)
    const text = said.text ?? said.choiceId ?? JSON.stringify(said.form)
    take(said.clientMessageId, response, [{ type: 'text', text }])
  }

  function takeFile({ body }: Call, response: ServerResponse): void {
    const name = /filename="([^"]*)"/.exec(body)?.[1] ?? 'file'
    const clientMessageId = /name="clientMessageId"\s+(\S+)/.exec(body)?.[1] ?? ''
    take(clientMessageId, response, [
      { type: 'attachment', name, mediaType: 'text/plain', bytes: 12, url: '/v1/conversations/c1/files/f1' },
    ])
  }

  /** The same `clientMessageId` twice is one message. */
  function take(clientMessageId: string, response: ServerResponse, parts: unknown[]): void {
    const known = messageIds.get(clientMessageId)
    const messageId = known ?? `m${messageIds.size + 1}`
    messageIds.set(clientMessageId, messageId)
    if (hub.repliesToLose > 0) {
      hub.repliesToLose -= 1
      response.destroy()
    } else json(response, 202, { messageId })
    if (known === undefined) tell({ type: 'message', messageId, author: { role: 'customer' }, parts })
  }

  function openStream({ headers }: Call, response: ServerResponse): void {
    const last = Number(headers['last-event-id'] ?? 0)
    const from = last > events.length ? 0 : last
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.write(': hello\n\n')
    streams.add(response)
    response.on('close', () => streams.delete(response))
    for (const event of events.slice(from)) response.write(frame(event))
  }

  function tell(event: Record<string, unknown>): void {
    const kept = { at: new Date().toISOString(), ...event, seq: events.length + 1 }
    events.push(kept)
    write(frame(kept))
  }

  function cut(): void {
    for (const stream of streams) stream.destroy()
    streams.clear()
  }

  function write(raw: string): void {
    for (const stream of streams) stream.write(raw)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const hub: FakeHub = {
    startsOnSession: true,
    repliesToLose: 0,
    address: `http://127.0.0.1:${portOf(server.address())}`,
    calls,
    get events() {
      return events
    },
    tell,
    pass: (event: Record<string, unknown>) => write(frame({ at: new Date().toISOString(), ...event })),
    write,
    cut,
    restore(kept) {
      events = events.slice(0, kept)
      cut()
    },
    get openStreams() {
      return streams.size
    },
    answerWith(next: Answer) {
      answer = next
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return hub
}

/** A server-sent event as the hub frames it. */
export function frame(event: Readonly<Record<string, unknown>>): string {
  const id = event.seq === undefined ? '' : `id: ${event.seq}\n`
  return `${id}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method = 'GET', url = '/', headers } = request
  return { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') }
}

function allowOrigin(response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader(
    'access-control-allow-headers',
    'authorization, content-type, last-event-id, idempotency-key',
  )
}

export function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
