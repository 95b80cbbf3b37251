import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import axios from 'axios'
import { createParser } from 'eventsource-parser'
import { Agent, request, setGlobalDispatcher } from 'undici'
import { serve, usage } from '../process/serve'

// The same work with nothing around it: no validation, no access, no database, no order, no second try.
const { platformUrl, client } = JSON.parse(process.argv[2] ?? '{}')
setGlobalDispatcher(new Agent({ bodyTimeout: 0, headersTimeout: 0 }))

type Body = Readonly<Record<string, unknown>>

const clients = {
  async undici(path: string, token: string, body: Body): Promise<Body> {
    const response = await request(`${platformUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: token },
      body: JSON.stringify(body),
    })
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
  const { body } = await request(`${platformUrl}/conversations/${id}/events`, {
    headers: { authorization: token },
  })
  const decoder = new TextDecoder()
  const parser = createParser({ onEvent: ({ id: seq, data }) => show(id, seq ?? '', JSON.parse(data)) })
  for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
}

function show(id: string, seq: string, { author, text }: { author: string; text: string }): void {
  const event = { type: 'message', author: { role: author }, parts: [{ type: 'text', text }] }
  browsers.get(id)?.write(`id: ${seq}\nevent: message\ndata: ${JSON.stringify(event)}\n\n`)
}

async function start(body: Body): Promise<Body> {
  const { id, token } = await post('/conversations', '', { reference: randomUUID(), label: 'bare' })
  const [conversationId, bearer] = [String(id), `Bearer ${String(token)}`]
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
serve({ url: () => `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, usage })
