import type { Recorder } from '../../recorder/recorder'
import type { AmeliaParts } from '../parts'
import type { Visitor } from '../world/session'
import { type Frame, formatFrame, parseFrames } from './frame'
import { receiveInbound } from './inbound'
import { recordFrame } from './record-frame'
import { createSubscriptions } from './subscriptions'

/** The STOMP side of one socket. */
export interface StompConnection {
  /** Takes text as it arrives, whole frames or not. */
  receive(text: string): void
  stop(): void
}

export interface StompPeer {
  send(text: string): void
  close(reason: string): void
}

export interface StompParts extends AmeliaParts {
  readonly recorder: Recorder
  /** Sessions that somebody has listened to before, on whatever socket. */
  readonly subscribedBefore: Set<string>
}

const heartBeatMilliseconds = 20_000

export function stompConnection(parts: StompParts, visitor: Visitor, peer: StompPeer): StompConnection {
  const { world, switches, recorder } = parts
  const subscriptions = createSubscriptions(parts, visitor, peer.send)
  let rest = ''
  let connected = false
  let heartBeat: NodeJS.Timeout | undefined

  const send = (command: string, headers: Record<string, string>) =>
    peer.send(formatFrame({ command, headers, body: '' }))
  const receipt = ({ headers }: Frame) => {
    if (headers.receipt !== undefined) send('RECEIPT', { 'receipt-id': headers.receipt })
  }

  /** Nothing more is pushed: what is said until the socket has gone would be told to nobody. */
  const close = (reason: string) => {
    subscriptions.stop()
    peer.close(reason)
  }

  const connect = ({ headers }: Frame) => {
    const current = world.visitors.get(visitor.cookie)
    if (current === undefined || headers['X-CSRF-TOKEN'] !== current.csrfToken) {
      throw new Error('Invalid CSRF token')
    }
    const sessionAuth = headers['X-Amelia-Session-Auth']
    if (switches().sessionAuthHeader === 'sent' && sessionAuth !== current.sessionAuth) {
      throw new Error('Invalid session authentication')
    }
    connected = true
    const offered = headers['accept-version']?.split(',') ?? []
    send('CONNECTED', {
      version: ['1.2', '1.1'].find((known) => offered.includes(known)) ?? '1.0',
      'heart-beat': `${heartBeatMilliseconds},${heartBeatMilliseconds}`,
      'user-name': visitor.user?.userId ?? '',
    })
    const wanted = Number(headers['heart-beat']?.split(',')[1] ?? 0)
    if (wanted > 0) heartBeat = setInterval(() => peer.send('\n'), Math.max(wanted, heartBeatMilliseconds))
  }

  const subscribe = (frame: Frame) => {
    const { id, destination = '' } = frame.headers
    if (id === undefined) throw new Error('A subscription needs an id')
    if (!subscriptions.allows(destination)) throw new Error('Access denied')
    receipt(frame)
    subscriptions.add(id, destination)
  }

  const hear = (frame: Frame) => {
    const { headers, body } = frame
    const { destination } = headers
    if (destination === '/amelia/escalation.in') return receipt(frame)
    if (destination !== (switches().stompAddress === 'session' ? '/amelia/session.in' : '/app/send')) {
      throw new Error('Unknown destination')
    }
    const session = world.sessions.get(headers['X-Amelia-Session-Id'] ?? '')
    const conversation = session && world.conversations.get(session.conversationId)
    const type = headers['X-Amelia-Message-Type']
    if (session === undefined || conversation?.owner !== visitor.user?.userId)
      throw new Error('Access denied')
    const isTimed = /^\d+$/.test(headers['X-Amelia-Timestamp'] ?? '')
    if (type === undefined || !isTimed || headers['X-Amelia-Conversation-Id'] !== session.conversationId) {
      throw new Error('Invalid X-Amelia headers')
    }
    receipt(frame)
    receiveInbound(parts, session, type, JSON.parse(body))
  }

  const handle = (frame: Frame) => {
    recordFrame(recorder, frame)
    if (frame.command === 'CONNECT' || frame.command === 'STOMP') return connect(frame)
    if (!connected) throw new Error('Not connected')
    switch (frame.command) {
      case 'SUBSCRIBE':
        return subscribe(frame)
      case 'SEND':
        return hear(frame)
      case 'UNSUBSCRIBE':
        subscriptions.remove(frame.headers.id ?? '')
        return receipt(frame)
      case 'DISCONNECT':
        receipt(frame)
        return close('Disconnected')
      default:
        return receipt(frame)
    }
  }

  return {
    receive(text) {
      const parsed = parseFrames(rest + text)
      rest = parsed.rest
      try {
        for (const frame of parsed.frames) handle(frame)
      } catch (error) {
        // STOMP: after an ERROR frame the server must close the connection.
        const message = error instanceof Error ? error.message : 'Invalid frame'
        send('ERROR', { message })
        close(message)
      }
    },
    stop() {
      subscriptions.stop()
      clearInterval(heartBeat)
    },
  }
}
