import type { ConversationError, ErrorCode } from '@conversation-hub/core'

/** After so many failures in a row, of any conversations, the circuit opens: the account is not called for a while. */
const OPENS_AFTER = 5
const OPEN_MS: ReadonlyArray<number> = [500, 1_000, 2_000, 5_000, 10_000]
/** Commands that wait come back spread over this time, so that a platform that has recovered is not overrun. */
const SPREAD_MS = 500
/** For how long unused capacity is saved up, and for how long a slot is kept for a command that does not come. */
const BURST_MS = 1_000

/** Codes that mean the platform does not work, not only that it objects to one command. */
const OUT_OF_ORDER = new Set<ErrorCode>([
  'platform-unreachable',
  'platform-timeout',
  'platform-unavailable',
  'platform-reply-invalid',
])

/**
 * Codes that say nothing about the platform. `rate-limited` comes from a connector that keeps within a limit by itself, or
 * knows of one that concerns only some of its calls. `platform-busy` concerns one conversation, and is sometimes found out
 * without asking the platform.
 */
const OF_OURS = new Set<ErrorCode>(['cancelled', 'database-unavailable', 'rate-limited', 'platform-busy'])

/** Leave to make a call. `report` has to say how it went. */
export interface Admission {
  report(error?: ConversationError): void
}

export interface Wait {
  readonly waitMs: number
  /** For how long the platform has been out of order, in milliseconds. 0 if only the rate has to be waited for. */
  readonly outOfOrderMs: number
}

/**
 * One circuit and one rate budget for each account at a platform, shared by all its conversations. After repeated
 * failures the circuit opens: nothing is tried for a while, then a single call finds out whether the platform works
 * again.
 */
export interface PlatformAccounts {
  /**
   * The admission, or how long to wait before asking again. Whoever waits for the rate has a slot of its own, in the
   * order in which they first asked, so that nobody is overtaken or woken in vain.
   */
  admit(account: string, asker: object): Admission | Wait
  openCircuits(): number
}

interface Account {
  failures: number
  /** When the first of these failures was reported. */
  failingSince: number
  openings: number
  blockedUntil: number
  probing: boolean
  /** The time of the first slot that nobody has yet. */
  nextSlot: number
  /** The slots of those who wait. */
  readonly slots: WeakMap<object, number>
}

interface Options {
  /** Calls per second and account. Default: no limit. */
  readonly commandsPerSecond?: number | undefined
  /** How many instances share the rate, this one included. Default: this one alone. */
  readonly instances?: () => number
  readonly now?: () => number
  readonly random?: () => number
}

export function createPlatformAccounts({
  commandsPerSecond,
  instances = () => 1,
  now = () => performance.now(),
  random = Math.random,
}: Options = {}): PlatformAccounts {
  const accounts = new Map<string, Account>()

  function accountNamed(name: string): Account {
    const known = accounts.get(name)
    if (known) return known
    const account: Account = {
      failures: 0,
      failingSince: 0,
      openings: 0,
      blockedUntil: 0,
      probing: false,
      nextSlot: 0,
      slots: new WeakMap(),
    }
    accounts.set(name, account)
    return account
  }

  function waitOf(account: Account, asker: object): number {
    if (account.blockedUntil > now()) return account.blockedUntil - now() + random() * SPREAD_MS
    if (account.probing) return SPREAD_MS + random() * SPREAD_MS
    if (commandsPerSecond === undefined) return 0
    const slot = slotOf(account, asker, (1_000 * instances()) / commandsPerSecond)
    if (slot > now()) {
      account.slots.set(asker, slot)
      return slot - now()
    }
    account.slots.delete(asker)
    return 0
  }

  /**
   * The time of the caller's slot. One second's worth of calls may come at once; beyond that every call has its own
   * slot.
   */
  function slotOf(account: Account, asker: object, spacing: number): number {
    const kept = account.slots.get(asker)
    if (kept !== undefined && kept > now() - BURST_MS) return kept
    const slot = Math.max(account.nextSlot, now() - BURST_MS)
    account.nextSlot = slot + spacing
    return slot
  }

  function report(account: Account, error: ConversationError | undefined): void {
    account.probing = false
    if (error?.code === 'platform-rate-limited' && error.retryAfterMs !== undefined) {
      account.blockedUntil = Math.max(account.blockedUntil, now() + error.retryAfterMs)
      return
    }
    if (error && OF_OURS.has(error.code)) return
    if (!error || !OUT_OF_ORDER.has(error.code)) {
      account.failures = 0
      account.openings = 0
      return
    }
    if (account.failures === 0) account.failingSince = now()
    account.failures += 1
    if (account.failures < OPENS_AFTER || account.blockedUntil > now()) return
    const open = OPEN_MS[Math.min(account.openings, OPEN_MS.length - 1)] ?? 0
    account.openings += 1
    account.blockedUntil = now() + open * (0.5 + random() / 2)
  }

  return {
    admit(name, asker) {
      const account = accountNamed(name)
      const waitMs = waitOf(account, asker)
      if (waitMs > 0) {
        const isOutOfOrder = account.failures >= OPENS_AFTER
        return { waitMs, outOfOrderMs: isOutOfOrder ? now() - account.failingSince : 0 }
      }
      account.probing = account.failures >= OPENS_AFTER
      return { report: (error) => report(account, error) }
    },
    openCircuits: () => [...accounts.values()].filter(({ failures }) => failures >= OPENS_AFTER).length,
  }
}
