import { ConversationError } from '@conversation-hub/core'
import { Client, type IMessage } from '@stomp/stompjs'
import { cookieHeader } from './cookies'
import { openSockJs, type SockJs } from './sock-js'
import type { Visitor } from './web-session'

/** How long connecting, subscribing and parting may take each, in milliseconds. */
const STEP_MS = 5_000

/** As the vendor's SDK asks for; a side that is silent for twice as long is taken for gone. */
const HEART_BEAT_MS = 20_000

interface InboundFrame {
  readonly sessionId: string
  readonly conversationId: string
  /** For example `InboundUserUtteranceMessage`. */
  readonly type: string
  readonly body: object
}

/** One STOMP connection. */
export interface StompLink {
  /** Resolves when the server has confirmed the subscription: before that it may lose what is said. */
  subscribe(sessionId: string, receive: (message: IMessage) => void): Promise<void>
  send(frame: InboundFrame): void
  /** Parts properly: resolved when the server has handled everything that was sent before. */
  part(): Promise<void>
  /** Resolves when anything comes back from the server, which is asked for it. */
  answered(): Promise<void>
  /** Rejected when the connection ends in any way. */
  readonly lost: Promise<never>
  close(): void
}

/** Connects as a visitor. Throws `platform-unreachable` when that fails. */
export async function connectStomp(baseUrl: string, visitor: Visitor): Promise<StompLink> {
  const { cookies, csrfToken, sessionAuth } = visitor
  const headers = { Cookie: cookieHeader(cookies), Origin: new URL(baseUrl).origin }
  let socket: SockJs | undefined
  const client = new Client({
    webSocketFactory: () => {
      socket = openSockJs(baseUrl, headers)
      return socket
    },
    connectHeaders: {
      'X-CSRF-TOKEN': csrfToken,
      ...(sessionAuth !== undefined && { 'X-Amelia-Session-Auth': sessionAuth }),
    },
    heartbeatIncoming: HEART_BEAT_MS,
    heartbeatOutgoing: HEART_BEAT_MS,
    reconnectDelay: 0,
  })
  let fail: (error: ConversationError) => void = () => {}
  const lost = new Promise<never>((_, reject) => {
    fail = (error) => {
      reject(error)
      void client.deactivate({ force: true })
    }
  })
  let isLost = false
  // Whoever waits for something is told; nobody has to wait for this alone.
  lost.catch(() => {
    isLost = true
  })
  client.onStompError = () => fail(new FrameRefused())
  client.onWebSocketClose = () => fail(broken('The STOMP connection to Amelia ended'))

  await within(
    lost,
    new Promise<void>((resolve) => {
      client.onConnect = () => resolve()
      client.activate()
    }),
  ).catch((thrown) => {
    void client.deactivate({ force: true })
    throw new ConversationError('platform-unreachable', messageOf(thrown))
  })
  return {
    lost,
    subscribe(sessionId, receive) {
      const receipt = `subscribe-${sessionId}`
      const confirmed = new Promise<void>((resolve) => client.watchForReceipt(receipt, () => resolve()))
      client.subscribe(`/queue/session.${sessionId}`, receive, { receipt })
      return within(lost, confirmed)
    },
    send({ sessionId, conversationId, type, body }) {
      // It may have been lost while the caller waited for something else.
      if (isLost) throw broken('The STOMP connection to Amelia had ended', 'not-started')
      const frame = {
        'X-Amelia-Session-Id': sessionId,
        'X-Amelia-Conversation-Id': conversationId,
        'X-Amelia-Message-Type': type,
        'X-Amelia-Timestamp': String(Date.now()),
        'content-type': 'application/json',
      }
      client.publish({ destination: '/amelia/session.in', headers: frame, body: JSON.stringify(body) })
    },
    answered: () => within(lost, socket?.answered() ?? lost),
    part: () => within(lost, parted(client)),
    close: () => fail(broken('The STOMP connection was closed')),
  }
}

/** STOMP: the receipt of DISCONNECT says that every frame before it was received. */
function parted(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.onDisconnect = () => resolve()
    void client.deactivate()
  })
}

/** Fails when the connection is lost first, or after a while. */
async function within<Result>(lost: Promise<never>, step: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(broken('Amelia did not answer over STOMP in time')), STEP_MS)
  })
  try {
    return await Promise.race([step, lost, late])
  } finally {
    clearTimeout(timer)
  }
}

/** STOMP: an ERROR frame, after which the server closes the connection. */
export class FrameRefused extends ConversationError {
  constructor() {
    super('platform-unreachable', 'Amelia refused a STOMP frame.', { outcome: 'unknown' })
  }
}

const broken = (what: string, outcome: 'not-started' | 'unknown' = 'unknown') =>
  new ConversationError('platform-unreachable', `${what}.`, { outcome })

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : 'The connection failed.')
