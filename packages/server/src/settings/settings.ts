import type { Hub } from '@conversation-hub/hub'
import type { ServerLog } from '../operations/log'

/** What `createServer` takes. */
export interface ServerSettings {
  /** The hub that is put on HTTP. Closing it is left to the caller. */
  readonly hub: Hub
  /** The key that app servers send as `Authorization: Bearer`. Give several while one is being replaced. */
  readonly apiKey: string | ReadonlyArray<string>
  /**
   * Signs session tokens: a text of at least 16 characters. To change it, give several: the first signs, all of them
   * verify. If it is changed otherwise, browsers have to start new sessions.
   */
  readonly secretKey: string | ReadonlyArray<string>
  /** Origins of pages that may call, such as `https://shop.example`, or `*` for all. Default: only this server's own. */
  readonly allowedOrigins?: ReadonlyArray<string>
  /**
   * The address of this server as seen from outside, including the path below which it is mounted. Webhook signatures are
   * checked against it. Default: `http://` and what the Host header says.
   */
  readonly publicUrl?: string
  /**
   * How long a session token is valid at most, in milliseconds; it expires with its session anyway. Default: 24 hours.
   */
  readonly sessionTokenLifeMs?: number
  /** How much may come at once from those who have no API key. */
  readonly limits?: {
    /** Messages per second from one session; twice as many may come at once. Default: 50. */
    readonly messagesPerSecond?: number
    /**
     * Sessions per minute started without the API key from one address (of IPv6, its first 64 bits), and as many
     * conversations started with the tokens of sessions. Calls from this machine itself are not counted. Default: 120.
     */
    readonly sessionsPerMinute?: number
  }
  /**
   * Whether `/metrics` needs the API key: `key`, except for calls from this machine itself (default), or `open`, never.
   */
  readonly metrics?: 'key' | 'open'
  /** Answers requests for addresses that are not the hub's, for example a demo page. Default: 404. */
  readonly pages?: (request: Request) => Response | Promise<Response>
  /** Called once for every request that has been answered. Default: nothing is logged. */
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
