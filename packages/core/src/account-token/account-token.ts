/** A token for a whole account. `expiresAt` is when it stops working, in milliseconds since 1970. */
export interface AccountToken {
  readonly value: string
  /** Absent where that is not known: the token is then used until it is refused. */
  readonly expiresAt?: number
}

/** The token of one account, for all calls of its connector. */
export interface AccountTokenSource {
  /** The token, fetched once however many callers ask at the same time. Throws what `fetchToken` threw. */
  get(): Promise<string>
  /** Call it when a token was refused. It is dropped unless it has been replaced already. */
  drop(refused: string): void
}

interface Current {
  readonly value: string
  readonly renewAt: number
}

/**
 * Keeps one account token for many conversations. Only one login is under way at a time, and a failed one is not
 * remembered. The token is fetched anew `renewBeforeMs` (default: one minute) before it expires, or at half its life if
 * that is later, so that a short-lived token is not fetched for every call.
 */
export function cachedAccountToken(
  fetchToken: () => Promise<AccountToken>,
  { renewBeforeMs = 60_000, now = Date.now }: { renewBeforeMs?: number; now?: () => number } = {},
): AccountTokenSource {
  let current: Current | undefined
  let fetching: Promise<Current> | undefined

  async function fetchAnew(): Promise<Current> {
    const { value, expiresAt = Number.POSITIVE_INFINITY } = await fetchToken()
    const halfLife = now() + (expiresAt - now()) / 2
    current = { value, renewAt: Math.max(expiresAt - renewBeforeMs, halfLife) }
    return current
  }

  return {
    async get() {
      if (current && now() < current.renewAt) return current.value
      fetching ??= fetchAnew().finally(() => {
        fetching = undefined
      })
      return (await fetching).value
    },
    drop(refused) {
      if (current?.value === refused) current = undefined
    },
  }
}
