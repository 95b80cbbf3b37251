/** A token of a whole account and the time it stops working, in milliseconds since 1970. */
export interface AccountToken {
  readonly value: string
  /** Absent: unknown; the token is used until it is refused. */
  readonly expiresAt?: number
}

export interface AccountTokenSource {
  /** The token; fetched once however many ask at the same time. */
  get(): Promise<string>
  /** Says that a token was refused. Only the token that is still the current one is dropped. */
  drop(refused: string): void
}

/**
 * Keeps one account token for many conversations. Logins are single-flight and never answered from a failed
 * attempt; the token is fetched anew `renewBeforeMs` (default one minute) before it expires.
 */
export function cachedAccountToken(
  fetchToken: () => Promise<AccountToken>,
  { renewBeforeMs = 60_000, now = Date.now }: { renewBeforeMs?: number; now?: () => number } = {},
): AccountTokenSource {
  let current: AccountToken | undefined
  let fetching: Promise<AccountToken> | undefined

  const isFresh = (token: AccountToken) =>
    token.expiresAt === undefined || token.expiresAt - renewBeforeMs > now()

  return {
    async get() {
      if (current && isFresh(current)) return current.value
      fetching ??= fetchToken().finally(() => {
        fetching = undefined
      })
      current = await fetching
      return current.value
    },
    drop(refused) {
      if (current?.value === refused) current = undefined
    },
  }
}
