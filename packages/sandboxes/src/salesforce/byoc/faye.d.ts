/** The part of faye that the sandbox uses; the package has no types of its own. */
declare module 'faye' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
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

  /** `null` for messages of the server's own client. */
  export type BayeuxRequest = Readable & Pick<IncomingMessage, 'method' | 'url' | 'headers'>

  type Hook = (
    message: BayeuxMessage,
    request: BayeuxRequest | null,
    next: (message: BayeuxMessage | null) => void,
  ) => void

  class NodeAdapter {
    constructor(options: { mount: string; timeout: number })
    addExtension(extension: { incoming: Hook; outgoing: Hook }): void
    on(event: 'subscribe', listener: (clientId: string, channel: string) => void): void
    on(event: 'disconnect', listener: (clientId: string) => void): void
    getClient(): { publish(channel: string, data: unknown): PromiseLike<void>; disconnect(): void }
    handle(request: BayeuxRequest, response: ServerResponse): void
    close(): void
  }

  /** A CommonJS module whose names Node cannot see: only the default import works outside a bundler. */
  const faye: { NodeAdapter: typeof NodeAdapter }
  export default faye

  /** A CommonJS package: node finds no named exports in it. */
  const faye: { readonly NodeAdapter: typeof NodeAdapter }
  export default faye
}
