import type { Hub } from '@conversation-hub/hub'
import type { ServerLog } from '../operations/log'

/** What `createServer` takes. */
export interface ServerSettings {
  readonly hub: Hub
  /** What app servers send as `Authorization: Bearer`. Several, while one is being replaced by another. */
  readonly apiKey: string | ReadonlyArray<string>
  /**
   * Signs session tokens: at least 16 characters, or several; the first signs, all verify. With another key
   * after a restart, browsers have to start new sessions.
   */
  readonly secretKey: string | ReadonlyArray<string>
  /** Origins of the pages that may call, such as `https://shop.example`; `*` for all. Default: only this server's own. */
  readonly allowedOrigins?: ReadonlyArray<string>
  /**
   * The address under which the outside knows this server, path prefix included. Webhook signatures are
   * checked against it. Default: what the Host header says, over http.
   */
  readonly publicUrl?: string
  /** A session token expires with its session, and after this time at the latest, in milliseconds. Default: 24 hours. */
  readonly sessionTokenLifeMs?: number
  readonly limits?: {
    /** Messages of one session; twice as many at once. Default: 50. */
    readonly messagesPerSecond?: number
    /**
     * Sessions from one address, of IPv6 its first 64 bits, without the API key. Default: 120. Calls from this machine
     * itself are not counted.
     */
    readonly sessionsPerMinute?: number
  }
  /** `/metrics` needs the API key, except for calls from this machine itself (`key`, the default), or never (`open`). */
  readonly metrics?: 'key' | 'open'
  /** Answers what is not the hub's: demo page, console. Default: 404. */
  readonly pages?: (request: Request) => Response | Promise<Response>
  /** Called once for every request that has been answered. Default: nowhere. */
  readonly log?: ServerLog
}

/** After parsing: every default filled in. */
export interface ResolvedSettings {
  readonly apiKeys: readonly [string, ...string[]]
  readonly secretKeys: readonly [string, ...string[]]
  readonly allowedOrigins: ReadonlyArray<string>
  readonly publicUrl: URL | undefined
  readonly sessionTokenLifeMs: number
  readonly messagesPerSecond: number
  readonly sessionsPerMinute: number
  readonly metrics: 'key' | 'open'
}
