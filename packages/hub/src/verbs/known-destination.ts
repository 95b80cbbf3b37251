import type { WebSessionRow } from '../sessions/web-session'

/** For a start from within the hub, which already knows the destination and need not check it. */
export interface KnownDestination {
  /** A session that is being started, and is kept together with its conversation. Its id is the destination. */
  readonly webSession?: WebSessionRow
  /** When the conversation's session was started. An older conversation there may be another customer's. */
  readonly sessionSince?: Date
  /** The number from which a text message has come. */
  readonly phone?: string
}
