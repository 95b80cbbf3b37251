import { onTestFinished } from 'vitest'
import { createServer, type ServerLogEntry, type ServerSettings } from '../src/index'
import { createMemoryHub } from './memory-hub'

export const API_KEY = 'test-api-key'
export const SECRET_KEY = 'a secret key of at least thirty-two characters'

/** A server on a real socket over a hub in memory. */
export async function startTestServer(settings: Partial<ServerSettings> = {}) {
  const hub = createMemoryHub()
  const log: ServerLogEntry[] = []
  const server = createServer({
    hub,
    apiKey: API_KEY,
    secretKey: SECRET_KEY,
    log: (entry) => log.push(entry),
    ...settings,
  })
  const listening = await server.listen({ port: 0 })
  onTestFinished(() => listening.close({ graceMs: 0 }))
  const { url } = listening

  /** A call with the API key, unless another credential is given; `null` sends none. */
  async function call(method: string, path: string, body?: unknown, credential: string | null = API_KEY) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(credential !== null && { Authorization: `Bearer ${credential}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    }
  }

  async function startSession(resourceId = 'web') {
    const { body } = await call('POST', '/v1/sessions', { resourceId }, null)
    return {
      sessionId: String(body.sessionId),
      token: String(body.token),
      conversationId: String(body.conversationId),
    }
  }

  return { hub, log, server, listening, url, call, startSession }
}
