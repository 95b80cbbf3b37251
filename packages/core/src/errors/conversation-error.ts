import { type ErrorCode, errorCodes, type Remedy } from './codes'

/**
 * `not-started`: what failed certainly had no effect. `unknown`: it may have happened, so reconcile before repeating
 * it.
 */
export type Outcome = 'not-started' | 'unknown'

/** One thing that is wrong in a request or in settings, and where. */
export interface Problem {
  /** The path in the request, or the name of the option or environment variable. */
  readonly at: string
  readonly problem: string
}

/** What an error may tell besides its code and its message. */
export interface ErrorDetails {
  /** Default `not-started`. */
  readonly outcome?: Outcome
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number
  /** Every problem found, not only the first. */
  readonly problems?: ReadonlyArray<Problem>
  /** The HTTP status of the platform's answer, where there was one. */
  readonly platformStatus?: number
}

/** Known by it across copies of this package: a connector that is linked, or made for an older core, brings its own along. */
const mark = Symbol.for('@conversation-hub/core: ConversationError')

/**
 * The only error that crosses a package boundary. It carries a code of the closed table, a sentence, and
 * never a token, a header, a body, a customer's words or another library's error: it may be logged as it is.
 */
export class ConversationError extends Error {
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    // Those that extend it inherit this, and are told apart by their own classes.
    // biome-ignore lint/complexity/noThisInStatic: it is the class that is asked for, which may be another
    if (this !== ConversationError) return Function.prototype[Symbol.hasInstance].call(this, thrown)
    return typeof thrown === 'object' && thrown !== null && mark in thrown
  }

  override readonly name = 'ConversationError'
  readonly code: ErrorCode
  readonly outcome: Outcome
  readonly retryAfterMs: number | undefined
  readonly problems: ReadonlyArray<Problem>
  readonly platformStatus: number | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message)
    this.code = code
    this.outcome = details.outcome ?? 'not-started'
    this.retryAfterMs = details.retryAfterMs
    this.problems = details.problems ?? []
    this.platformStatus = details.platformStatus
  }

  get [mark](): true {
    return true
  }

  /** The HTTP status with which the server answers this error. */
  get status(): number {
    return errorCodes[this.code].status
  }

  /** What a driver may do about it; derived from the code. */
  get remedy(): Remedy {
    return errorCodes[this.code].remedy
  }

  toJSON() {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      outcome: this.outcome,
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
      ...(this.problems.length > 0 && { problems: this.problems }),
      ...(this.platformStatus !== undefined && { platformStatus: this.platformStatus }),
    }
  }
}

/** What was thrown, as a `ConversationError`. The message of any other error is not kept: it may contain secrets. */
export function asConversationError(thrown: unknown, doing: string): ConversationError {
  if (thrown instanceof ConversationError) return thrown
  const kind = thrown instanceof Error ? kindOf(thrown) : typeof thrown
  return new ConversationError('internal', `${doing} failed with an unexpected ${kind}.`, {
    outcome: 'unknown',
  })
}

/** The name of another library's error, if it looks like a name: some put a server's words there. */
function kindOf({ name }: Error): string {
  return /^[A-Z][A-Za-z]{0,40}$/.test(name) ? name : 'error'
}
