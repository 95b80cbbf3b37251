import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'

export interface BayeuxMessage {
  channel: string
  clientId?: string
  subscription?: string
  data?: unknown
  error?: string
  advice?: Record<string, unknown>
  ext?: Record<string, unknown>
  supportedConnectionTypes?: string[]
}

export type BayeuxRequest = Readable & Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** `request` is null for messages of the server's own client; passing `null` on drops the message. */
type Hook = (
  message: BayeuxMessage,
  request: BayeuxRequest | null,
  next: (message: BayeuxMessage | null) => void,
) => void

/** The part of faye's server that the sandbox uses. */
interface BayeuxServer {
  addExtension(extension: { incoming: Hook; outgoing: Hook }): void
  on(event: 'subscribe', listener: (clientId: string, channel: string) => void): void
  on(event: 'disconnect', listener: (clientId: string) => void): void
  getClient(): { publish(channel: string, data: unknown): PromiseLike<void>; disconnect(): void }
  handle(request: BayeuxRequest, response: ServerResponse): void
  close(): void
}

// Required, not imported: Node finds no named exports in it, and the one description of its types that others
// bring along (jsforce) knows its client only.
const require = createRequire(import.meta.url)
const faye: {
  NodeAdapter: new (options: { mount: string; timeout: number }) => BayeuxServer
} = require('faye')

/** A Bayeux server below the path; `timeout` is how many seconds a connect waits for something to happen. */
export function createBayeuxServer(options: { mount: string; timeout: number }): BayeuxServer {
  return new faye.NodeAdapter(options)
}
