import { connect } from 'node:net'
import { createParser } from 'eventsource-parser'
import { API_KEY } from '../server/orders'

/** A browser's event stream over a socket of its own. */
export interface UnreadStream {
  /** Reads what has come, until the other side has ended it; answers the numbers of the events. */
  readToTheEnd(): Promise<number[]>
  close(): void
}

/** Opens an event stream and does not read a byte of it until it is asked to. */
export async function openUnreadStream(
  url: string,
  conversationId: string,
  after: number,
): Promise<UnreadStream> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.pause()
  socket.on('error', () => {})
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  socket.write(
    `GET /v1/conversations/${conversationId}/events HTTP/1.0\r\nHost: hub\r\nAuthorization: Bearer ${API_KEY}\r\n` +
      `Last-Event-ID: ${after}\r\n\r\n`,
  )
  return {
    async readToTheEnd() {
      const numbers: number[] = []
      const parser = createParser({ onEvent: ({ id }) => void (id && numbers.push(Number(id))) })
      const decoder = new TextDecoder()
      socket.on('data', (chunk) => parser.feed(decoder.decode(chunk, { stream: true })))
      socket.resume()
      await ended
      return numbers
    },
    close: () => socket.destroy(),
  }
}
