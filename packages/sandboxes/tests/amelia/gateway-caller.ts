import { z } from 'zod'
import type { AmeliaSandbox } from '../../src'

const gatewayMessage = z.looseObject({
  messageId: z.string(),
  headers: z.record(z.string(), z.string()),
  messageText: z.string().nullable(),
  messageType: z.string(),
  ameliaMessageType: z.string().optional(),
  sessionSequence: z.number(),
  sourceUserType: z.string(),
  selfEcho: z.boolean(),
  inputEnabled: z.boolean(),
  timestamp: z.number(),
  fromUserDisplayName: z.string(),
})

export type GatewayMessage = z.infer<typeof gatewayMessage>
export const gatewayMessages = z.array(gatewayMessage)

/** An independent client of the REST gateway: fetch, and what the reference says. */
export interface GatewayCaller {
  call(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  get(path: string): Promise<Response>
  /** Opens a conversation and answers its ids. */
  open(more?: Record<string, unknown>): Promise<{ sessionId: string; conversationId: string }>
  send(sessionId: string, messageText: string): Promise<Response>
  poll(sessionId: string): Promise<GatewayMessage[]>
  /** Says something and answers what came back. */
  ask(sessionId: string, messageText: string): Promise<GatewayMessage[]>
}

const opened = z.object({ sessionId: z.string(), conversationId: z.string(), sessionMode: z.literal('USER') })

/** Logs in and answers the token. */
export async function tokenFrom(url: string, username: string, password: string): Promise<string> {
  const response = await post(url, 'auth/login', { ameliaUrl: `${url}/Amelia`, username, password })
  return z.object({ token: z.string() }).parse(await response.json()).token
}

export async function logIn(
  { url, credentials }: AmeliaSandbox,
  who: 'hub' | 'admin' = 'hub',
): Promise<GatewayCaller> {
  const token =
    who === 'hub'
      ? await tokenFrom(url, credentials.username, credentials.password)
      : await tokenFrom(url, credentials.adminUsername, credentials.adminPassword)
  return callerWith(url, token)
}

export function callerWith(url: string, token: string): GatewayCaller {
  return gatewayCaller(url, { 'X-Amelia-Rest-Token': token })
}

export function gatewayCaller(url: string, credentials: Record<string, string>): GatewayCaller {
  const call: GatewayCaller['call'] = (path, body, headers) =>
    post(url, path, body, { ...credentials, ...headers })
  const caller: GatewayCaller = {
    call,
    get: (path) => fetch(`${url}/AmeliaRest/api/v1/${path}`, { headers: credentials }),
    async open(more = {}) {
      const response = await call('conversations/new', { domain: 'support', ...more })
      return opened.parse(await response.json())
    },
    send: (sessionId, messageText) => call(`conversations/${sessionId}/send`, { messageText }),
    async poll(sessionId) {
      const response = await call(`conversations/${sessionId}/poll`, {})
      return gatewayMessages.parse(await response.json())
    },
    async ask(sessionId, messageText) {
      await caller.send(sessionId, messageText)
      return caller.poll(sessionId)
    },
  }
  return caller
}

export function post(
  url: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/AmeliaRest/api/v1/${path}`, {
    method: 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** Type and words of each message, for reading a turn at a glance. */
export function read(messages: readonly GatewayMessage[]): string[] {
  return messages.map(({ messageType, messageText }) => `${messageType}: ${messageText ?? '-'}`)
}

export function texts(messages: readonly GatewayMessage[], type = 'TextMessageFromAmelia'): string[] {
  return messages
    .filter(({ messageType }) => messageType === type)
    .map(({ messageText }) => messageText ?? '')
}
