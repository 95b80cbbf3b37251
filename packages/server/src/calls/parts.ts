import type { Hub } from '@conversation-hub/hub'
import type { FileLinks } from '../access/file-links'
import type { Ownership } from '../access/own-conversation'
import type { SessionTokens } from '../access/session-tokens'
import type { OpenStreams } from '../events/open-streams'
import type { RateLimiter } from '../limits/rate-limiter'
import type { ResolvedSettings } from '../settings/settings'

/** What the calls work with. */
export interface Parts {
  readonly settings: ResolvedSettings
  readonly hub: Hub
  readonly tokens: SessionTokens
  readonly fileLinks: FileLinks
  readonly ownership: Ownership
  readonly streams: OpenStreams
  readonly limits: {
    /** By session: what a customer says. */
    readonly messages: RateLimiter
    /** By session: the characters of what a customer says. */
    readonly characters: RateLimiter
    /** By session: typing and receipts, so that they do not use up what is meant for messages. */
    readonly signals: RateLimiter
    /** By session: what is read, and event streams that are opened. */
    readonly reads: RateLimiter
    /** By conversation: files that are opened by a link. */
    readonly links: RateLimiter
    /** By address: sessions without the API key. */
    readonly sessions: RateLimiter
    /** By address: conversations that sessions start, each of which is one more at the platform. */
    readonly starts: RateLimiter
  }
}
