/** A web chat session as it is kept: the destination of a conversation in a browser. */
export interface WebSessionRow {
  readonly sessionId: string
  readonly resourceId: string
  readonly customerIdentifier: string | undefined
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** How long a session lives, in milliseconds: 24 hours. */
export const SESSION_LIFE_MS = 24 * 60 * 60_000

const SESSION_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text can be the id of a session, in whichever case it was written. */
export const isSessionId = (text: string) => SESSION_ID.test(text)
