import type { IStompSocket } from '@stomp/stompjs'
import { WebSocket } from 'ws'

/** A SockJS client's web socket transport, as the STOMP client library wants it. */
export function sockSocket(url: string, cookie: string): IStompSocket {
  const socket = new WebSocket(url, { headers: { cookie, origin: 'http://127.0.0.1' } })
  const adapter: IStompSocket = {
    url,
    get readyState() {
      return socket.readyState
    },
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (text) => socket.send(JSON.stringify([text])),
    close: () => socket.close(),
    terminate: () => socket.terminate(),
  }
  socket.on('message', (received) => {
    const frame = String(received)
    if (frame === 'o') adapter.onopen?.({})
    if (!frame.startsWith('a')) return
    for (const data of JSON.parse(frame.slice(1))) adapter.onmessage?.({ data })
  })
  socket.on('close', () => adapter.onclose?.({}))
  socket.on('error', (error) => adapter.onerror?.(error))
  return adapter
}
