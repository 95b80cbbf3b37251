import { randomInt } from 'node:crypto'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { StompPeer } from '../stomp/connection'

/** `sock/info`: the cookie is needed, and web sockets work. */
export function sockInfo(): Record<string, unknown> {
  return { entropy: randomInt(2 ** 32), origins: ['*:*'], cookie_needed: true, websocket: true }
}

/** `{server}/{session}/websocket`: three digits, then any id without a dot. */
export const sockPath = /^\/Amelia\/api\/sock\/[^/.]+\/[^/.]+\/websocket$/

const framed = z.union([z.array(z.string()), z.string().transform((text) => [text])])

/** SockJS frames over a web socket: `o`, `h`, `a["…"]`, `c[code,"reason"]`; the client sends `["…"]`. */
export function sockPeer(socket: WebSocket): StompPeer & { beat(): void } {
  socket.send('o')
  return {
    send: (text) => socket.send(`a${JSON.stringify([text])}`),
    close(reason) {
      socket.send(`c[1000,${JSON.stringify(reason)}]`)
      socket.close(1000)
    },
    beat: () => socket.send('h'),
  }
}

/** The texts in what a SockJS client sent; throws when they are not framed. */
export function sockTexts(received: string): string[] {
  return received === '' ? [] : framed.parse(JSON.parse(received))
}
