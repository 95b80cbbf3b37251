import type { IStompSocket } from '@stomp/stompjs'
import { WebSocket } from 'ws'

/** The largest SockJS frame that is read, in bytes. A larger one comes again in every replay: it is more than any should be. */
const MAX_FRAME_BYTES = 16 * 1_048_576

/** What STOMP takes for a web socket. */
export interface SockJs extends IStompSocket {
  /** Resolved by whatever comes from the server next. It is asked for a sign of life: STOMP confirms no frame. */
  answered(): Promise<void>
}

/**
 * A SockJS session over its web socket: `o` opens, `h` is a heart-beat, `a["…"]` holds texts, `c[…]` closes; the
 * client sends `["…"]` (SockJS protocol 0.3). To STOMP it looks like a web socket.
 */
export function openSockJs(baseUrl: string, headers: Readonly<Record<string, string>>): SockJs {
  const url = `${baseUrl.replace(/^http/, 'ws')}/Amelia/api/sock/${randomName(3, '0123456789')}/${randomName(16)}/websocket`
  const ws = new WebSocket(url, {
    headers: { ...headers },
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: 4_500,
  })
  const socket: SockJs = {
    url,
    onopen: undefined,
    onmessage: undefined,
    onerror: undefined,
    onclose: undefined,
    get readyState() {
      return ws.readyState
    },
    close: () => ws.close(),
    terminate: () => ws.terminate(),
    send: (text) => ws.send(JSON.stringify([text])),
    answered: () =>
      new Promise((resolve) => {
        const answer = () => {
          ws.off('pong', answer).off('message', answer)
          resolve()
        }
        ws.on('pong', answer).on('message', answer)
        ws.ping()
      }),
  }
  ws.on('message', (received) => {
    const frame = String(received)
    if (frame === 'o') return socket.onopen?.({})
    if (frame.startsWith('c')) return ws.close()
    for (const text of textsIn(frame)) socket.onmessage?.({ data: text })
  })
  ws.on('error', () => socket.onerror?.({}))
  ws.on('close', () => socket.onclose?.({}))
  return socket
}

/** The texts of an `a` frame; none for a heart-beat and for what is no frame. */
export function textsIn(frame: string): string[] {
  if (!frame.startsWith('a')) return []
  try {
    const texts: unknown = JSON.parse(frame.slice(1))
    return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : []
  } catch {
    return []
  }
}

function randomName(length: number, letters = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(length)),
    (byte) => letters[byte % letters.length],
  ).join('')
}
