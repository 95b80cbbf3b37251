import type { DeliveredEvent } from '@conversation-hub/hub'

/** One event as a server-sent event. `json` has no line breaks: JSON text escapes them. */
export function frameOf({ seq, type, json }: DeliveredEvent): string {
  const id = seq === undefined ? '' : `id: ${seq}\n`
  return `${id}event: ${type}\ndata: ${json}\n\n`
}

/** A comment; tells proxies and the client that the stream lives. */
export const KEEP_ALIVE_FRAME = ': keep-alive\n\n'

/** How long the client waits before it comes back, in milliseconds. */
export function retryFrame(milliseconds: number): string {
  return `retry: ${Math.round(milliseconds)}\n\n`
}
