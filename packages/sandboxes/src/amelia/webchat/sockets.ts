import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { parse as parseCookies } from 'hono/utils/cookie'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Faults } from '../../faults/faults'
import type { RecordedRequest } from '../../recorder/recorder'
import { type StompConnection, type StompParts, stompConnection } from '../stomp/connection'
import type { Visitor } from '../world/session'
import { cookieName } from './env'
import { sockPath, sockPeer, sockTexts } from './sockjs'

/** The open web sockets of the chat. */
export interface Sockets {
  /** Takes upgrade requests on the sandbox's own port. */
  accept(server: Server): void
  /** Cuts every open socket, as a lost network does. */
  cut(): void
  /** How many are open. */
  readonly count: number
  stop(): void
}

const sockHeartBeat = 25_000

/** SockJS over web sockets, with STOMP inside. */
export function createSockets(parts: StompParts, faults: Faults): Sockets {
  const accepting = new WebSocketServer({ noServer: true })
  const open = new Map<WebSocket, StompConnection>()

  const talk = (socket: WebSocket, visitor: Visitor) => {
    const peer = sockPeer(socket)
    const stomp = stompConnection(parts, visitor, peer)
    open.set(socket, stomp)
    const beating = setInterval(peer.beat, sockHeartBeat)
    socket.on('message', (received) => {
      try {
        for (const text of sockTexts(String(received))) stomp.receive(text)
      } catch {
        peer.close('Broken framing.')
      }
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      open.delete(socket)
      clearInterval(beating)
      stomp.stop()
    })
  }

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Whoever hangs up before the handshake is over is not worth more than that.
    socket.on('error', () => socket.destroy())
    const asked = upgradeRequest(request)
    parts.recorder.record(asked)
    const refuse = (status: number) => {
      asked.status = status
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    }
    const fault = faults.strike('GET', asked.path)
    if (fault?.kind === 'delay') await delay(fault.milliseconds, undefined, { ref: false })
    if (fault?.kind === 'hang' || socket.destroyed) return
    if (fault?.kind === 'cut') return void socket.destroy()
    if (fault !== undefined && 'status' in fault) return refuse(fault.status)
    if (!sockPath.test(asked.path)) return refuse(404)
    const visitor = parts.world.visitors.get(cookieOf(request))
    if (visitor?.user == null) return refuse(403)
    asked.status = 101
    accepting.handleUpgrade(request, socket, head, (accepted) => talk(accepted, visitor))
  }

  const cut = () => {
    for (const [socket, stomp] of open) {
      // At once: the socket takes a moment, in which what is said would be told to nobody.
      stomp.stop()
      socket.terminate()
    }
  }
  return {
    accept: (server) => void server.on('upgrade', (...request) => void upgrade(...request)),
    cut,
    get count() {
      return open.size
    },
    stop() {
      cut()
      accepting.close()
    },
  }
}

function cookieOf({ headers }: IncomingMessage): string {
  return parseCookies(headers.cookie ?? '', cookieName)[cookieName] ?? ''
}

function upgradeRequest({ url, headers }: IncomingMessage): RecordedRequest {
  const { pathname: path, searchParams } = new URL(url ?? '/', 'http://sandbox')
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return {
    at: new Date().toISOString(),
    method: 'GET',
    path,
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(texts),
  }
}
