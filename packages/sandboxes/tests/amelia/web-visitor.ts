import { Client, type IMessage } from '@stomp/stompjs'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { AmeliaSandbox } from '../../src'
import { sockSocket } from './sock-socket'

const initAnswer = z.looseObject({ csrfToken: z.string(), loggedIn: z.boolean() })
const opened = z.object({ sessionId: z.string(), conversationId: z.string() }).loose()

export interface Conversation {
  readonly sessionId: string
  readonly conversationId: string
}

export interface Heard {
  readonly type: string
  readonly text: string | null
  readonly headers: Record<string, string>
  readonly body: Record<string, unknown>
}

/** A browser with its cookie, as the vendor's web page is one. */
export interface WebVisitor {
  readonly init: z.infer<typeof initAnswer>
  csrfToken: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  open(more?: Record<string, unknown>): Promise<Conversation>
  /** Connects a socket; each one is dropped when the test ends. */
  connect(): Promise<Client>
}

export async function webVisitor({ url }: AmeliaSandbox): Promise<WebVisitor> {
  const response = await fetch(`${url}/Amelia/api/init`)
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  const sessionAuth = response.headers.get('x-amelia-session-auth')
  const auth = sessionAuth === null ? {} : { 'X-Amelia-Session-Auth': sessionAuth }
  const init = initAnswer.parse(await response.json())

  const visitor: WebVisitor = {
    init,
    csrfToken: init.csrfToken,
    call: (method, path, body, headers = {}) =>
      fetch(`${url}/Amelia/api/${path}`, {
        method,
        headers: {
          cookie,
          ...auth,
          'X-CSRF-TOKEN': visitor.csrfToken,
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      }),
    async open(more = {}) {
      const answer = await visitor.call('POST', 'conversations/new', {
        domainCode: 'support',
        clientTimestamp: Date.now(),
        userInterface: 'WEB_USER',
        channel: 'webchat_coreuser',
        initialBpnVariables: {},
        initialAttributes: {},
        sessionLocale: 'auto',
        ...more,
      })
      return opened.parse(await answer.json())
    },
    connect: () =>
      new Promise((resolve, reject) => {
        const socketUrl = `${url.replace('http', 'ws')}/Amelia/api/sock/123/abcdefgh12345678/websocket`
        const client = new Client({
          webSocketFactory: () => sockSocket(socketUrl, cookie),
          connectHeaders: { 'X-CSRF-TOKEN': visitor.csrfToken, ...auth },
          heartbeatIncoming: 20_000,
          heartbeatOutgoing: 20_000,
          reconnectDelay: 0,
          onConnect: () => resolve(client),
          onStompError: (frame) => reject(new Error(frame.headers.message)),
          onWebSocketError: reject,
        })
        onTestFinished(() => client.deactivate({ force: true }))
        client.activate()
      }),
  }
  return visitor
}

/** Subscribes, waits for the receipt, and collects what comes. */
export async function listen(
  client: Client,
  { sessionId }: Conversation,
  destination = `/queue/session.${sessionId}`,
): Promise<Heard[]> {
  const heard: Heard[] = []
  const receipt = `subscribe-${sessionId}`
  await new Promise<void>((resolve) => {
    client.watchForReceipt(receipt, () => resolve())
    client.subscribe(destination, (message) => heard.push(toHeard(message)), { receipt })
  })
  return heard
}

function toHeard({ headers, body }: IMessage): Heard {
  const parsed = z
    .looseObject({ messageType: z.string(), messageText: z.string().nullable() })
    .parse(JSON.parse(body))
  return { type: parsed.messageType, text: parsed.messageText, headers, body: parsed }
}

export function sendInbound(
  client: Client,
  { sessionId, conversationId }: Conversation,
  type: string,
  body: unknown = {},
  destination = '/amelia/session.in',
): void {
  client.publish({
    destination,
    headers: {
      'X-Amelia-Session-Id': sessionId,
      'X-Amelia-Conversation-Id': conversationId,
      'X-Amelia-Message-Type': type,
      'X-Amelia-Timestamp': String(Date.now()),
    },
    body: JSON.stringify(body),
  })
}

export function say(client: Client, conversation: Conversation, messageText: string): void {
  sendInbound(client, conversation, 'InboundUserUtteranceMessage', { messageText })
}

export function types(heard: readonly Heard[]): string[] {
  return heard.map(({ type }) => type)
}

export function readable(heard: readonly Heard[]): string[] {
  return heard
    .filter(({ text, type }) => text !== null && !type.endsWith('StatusMessage'))
    .map(({ text }) => text ?? '')
}
