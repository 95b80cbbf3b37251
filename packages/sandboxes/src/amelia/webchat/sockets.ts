import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { parse as parseCookies } from 'hono/utils/cookie'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Faults } from '../../faults/faults'
import { type StompParts, stompConnection } from '../stomp/connection'
import type { Visitor } from '../world/session'
import { cookieName } from './env'
import { sockPath, sockPeer, sockTexts } from './sockjs'

/** The open web sockets of the chat. */
export interface Sockets {
  /** Takes upgrade requests on the sandbox's own port. */
  accept(server: Server): void
  /** Cuts every open socket, as a lost network does. */
  cut(): void
  stop(): void
}

const sockHeartBeat = 25_000

/** SockJS over web sockets, with STOMP inside. */
export function createSockets(parts: StompParts, faults: Faults): Sockets {
  const accepting = new WebSocketServer({ noServer: true })
  const open = new Set<WebSocket>()

  const talk = (socket: WebSocket, visitor: Visitor) => {
    open.add(socket)
    const peer = sockPeer(socket)
    const stomp = stompConnection(parts, visitor, peer)
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

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = new URL(request.url ?? '/', 'http://sandbox').pathname
    const fault = faults.strike('GET', path)
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'cut') return void socket.destroy()
    if (fault !== undefined && 'status' in fault) return refuse(socket, fault.status)
    if (!sockPath.test(path)) return refuse(socket, 404)
    const visitor = parts.world.visitors.get(cookieOf(request))
    if (visitor?.user == null) return refuse(socket, 403)
    accepting.handleUpgrade(request, socket, head, (accepted) => talk(accepted, visitor))
  }

  const cut = () => {
    for (const socket of open) socket.terminate()
  }
  return {
    accept: (server) => void server.on('upgrade', upgrade),
    cut,
    stop() {
      cut()
      accepting.close()
    },
  }
}

function cookieOf({ headers }: IncomingMessage): string {
  return parseCookies(headers.cookie ?? '', cookieName)[cookieName] ?? ''
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
