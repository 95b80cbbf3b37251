/** Who makes a call. */
export type Caller =
  /** An app server, with the API key. */
  | { readonly kind: 'app' }
  /** A browser, with the token of its web chat session. */
  | {
      readonly kind: 'session'
      readonly sessionId: string
      readonly resourceId: string
      /** Milliseconds since 1970. */
      readonly expiresAt: number
    }
  /** Anybody, without key or token. */
  | { readonly kind: 'visitor' }

export type SessionCaller = Extract<Caller, { kind: 'session' }>
