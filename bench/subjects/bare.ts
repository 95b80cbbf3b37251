import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import axios from 'axios'
import { createParser } from 'eventsource-parser'
import { Agent, request, setGlobalDispatcher } from 'undici'
import { cpu, memory, residentBytes, serve } from '../process/serve'
import { type Keep, openWrites } from './bare-writes'

// The same work with nothing around it: no validation, no access, no order, no second try, and no database either,
// unless it is given one: then two durable writes for a start, and two for a round trip.
const { platformUrl, client, databaseUrl } = JSON.parse(process.argv[2] ?? '{}')
const keep: Keep = databaseUrl === undefined ? async () => true : await openWrites(databaseUrl)
setGlobalDispatcher(new Agent({ bodyTimeout: 0, headersTimeout: 0 }))

type Body = Readonly<Record<string, unknown>>

const clients = {
  async undici(path: string, token: string, body: Body): Promise<Body> {
    const response = await request(`${platformUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: token },
      body: JSON.stringify(body),
    })
    if (response.statusCode !== 200) throw new Error(`${path} was answered ${response.statusCode}`)
    return JSON.parse(await response.body.text())
  },
  async axios(path: string, token: string, body: Body): Promise<Body> {
    return (await axios.post(`${platformUrl}${path}`, body, { headers: { authorization: token } })).data
  },
}
const post = client === 'axios' ? clients.axios : clients.undici

const tokens = new Map<string, string>()
const browsers = new Map<string, ServerResponse>()

async function follow(id: string, token: string): Promise<void> {
  const { body, statusCode } = await request(`${platformUrl}/conversations/${id}/events`, {
    headers: { authorization: token },
  })
  if (statusCode !== 200) throw new Error(`the stream of ${id} was answered ${statusCode}`)
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: ({ id: seq, data }) => void take(id, seq ?? '', data) })
  for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
}

async function take(id: string, seq: string, data: string): Promise<void> {
  const said = JSON.parse(data)
  // What the customer said comes back in the stream; it is kept already.
  if (said.author === 'bot') await keep(id, data)
  show(id, seq, said)
}

function show(id: string, seq: string, { author, text }: { author: string; text: string }): void {
  const event = { type: 'message', author: { role: author }, parts: [{ type: 'text', text }] }
  browsers.get(id)?.write(`id: ${seq}\nevent: message\ndata: ${JSON.stringify(event)}\n\n`)
}

async function start(body: Body): Promise<Body> {
  const reference = randomUUID()
  await keep(reference, JSON.stringify(body))
  const { id, token } = await post('/conversations', '', { reference, label: 'bare' })
  const [conversationId, bearer] = [String(id), `Bearer ${String(token)}`]
  await keep(conversationId, bearer)
  tokens.set(conversationId, bearer)
  if (body.resourceId === 'relay') void follow(conversationId, bearer)
  return { conversationId }
}

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , what, id = '', part] = (incoming.url ?? '').split('/')
  if (part === 'events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': open\n\n')
    browsers.set(id, response)
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body: Body = JSON.parse(Buffer.concat(chunks).toString())
  const reply = (status: number, answered: Body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answered))
  if (what === 'sessions') reply(201, { sessionId: randomUUID() })
  else if (part === 'messages') {
    const messageId = randomUUID()
    await keep(id, JSON.stringify(body))
    await post(`/conversations/${id}/messages`, tokens.get(id) ?? '', {
      commandId: messageId,
      text: body.text,
    })
    reply(202, { messageId })
  } else reply(201, await start(body))
}

const server = createServer((incoming, response) => void answer(incoming, response))
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
serve({
  url: () => `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
  cpu,
  memory,
  residentBytes,
})
