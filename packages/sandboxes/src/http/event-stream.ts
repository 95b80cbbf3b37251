import type { ServerResponse } from 'node:http'

export interface EventFrame {
  readonly event?: string
  readonly data: string
  readonly id?: string
}

/** A server-sent event stream written straight to the socket, so that it can also be cut like one. */
export interface EventStream {
  readonly open: boolean
  send(frame: EventFrame): void
  /** Writes bytes that are not a well-formed event, as platforms sometimes do. */
  sendRaw(text: string): void
  /** Ends the response as a server that closes properly. */
  end(): void
  /** Resets the connection. */
  cut(): void
  onClose(listener: () => void): void
}

export function openEventStream(outgoing: ServerResponse): EventStream {
  let open = true
  outgoing.on('close', () => {
    open = false
  })
  outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  outgoing.flushHeaders()

  const write = (text: string) => {
    if (open) outgoing.write(text)
  }
  return {
    get open() {
      return open
    },
    send: (frame) => write(formatFrame(frame)),
    sendRaw: write,
    end: () => void outgoing.end(),
    cut: () => void outgoing.socket?.resetAndDestroy(),
    onClose: (listener) => void outgoing.on('close', listener),
  }
}

function formatFrame(frame: EventFrame): string {
  const event = frame.event === undefined ? '' : `event: ${frame.event}\n`
  const id = frame.id === undefined ? '' : `id: ${frame.id}\n`
  return `${event}data: ${frame.data}\n${id}\n`
}
