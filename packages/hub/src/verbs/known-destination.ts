import type { WebSessionRow } from '../sessions/web-session'

/** Where a start comes from within the hub, which knows the destination already and has nothing to check of it. */
export interface KnownDestination {
  /** A session that is being started and is kept together with its conversation; its id is the destination then. */
  readonly webSession?: WebSessionRow
  /** Since when the session is there that the conversation is for. What is older there may be another customer's. */
  readonly sessionSince?: Date
  /** The number from which a message has come. */
  readonly phone?: string
}
