import { asConversationError, ConversationError } from '@conversation-hub/core'

/**
 * - `unavailable`: nothing can be kept at the moment, and the statement may or may not have taken effect.
 * - `collision`: a unique index refused a row.
 * - `again`: the database rolled the statement back to resolve a conflict; repeating it helps.
 * - `broken`: a defect, in the statement or in the database's state.
 */
export type DatabaseFailure = 'unavailable' | 'collision' | 'again' | 'broken'

/** What went wrong in the database, without the statement's values. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly failure: DatabaseFailure
  /** The SQLSTATE, or the network's error code. */
  readonly code: string

  constructor(failure: DatabaseFailure, code: string) {
    super(`The database failed (${failure}, ${code}).`)
    this.failure = failure
    this.code = code
  }
}

/**
 * The connection was lost or refused (also because the password is just being replaced), the server is shutting down or
 * out of connections or disk space, or the statement took too long: nothing is wrong with the statement itself.
 */
const UNAVAILABLE = /^(08|25006|25P0[34]|28|3D|53|57|58|XX001)/
const AGAIN = new Set(['40001', '40P01', '55P03'])
/** An SQLSTATE contains a digit, unlike the network's error codes of the same length (`EPIPE`, `EPERM`). */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/

export function databaseErrorFrom(thrown: unknown): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  const code = codeOf(thrown)
  if (code === '23505') return new DatabaseError('collision', code)
  if (AGAIN.has(code)) return new DatabaseError('again', code)
  if (UNAVAILABLE.test(code) || !SQLSTATE.test(code)) return new DatabaseError('unavailable', code)
  return new DatabaseError('broken', code)
}

function codeOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code
  }
  // An address with a percent sign that encodes nothing.
  if (thrown instanceof URIError) return 'ERR_INVALID_URL'
  const words = thrown instanceof Error ? thrown.message : ''
  return SAID_BY_PG.find(([said]) => words.includes(said))?.[1] ?? 'connection'
}

/** For these, `pg` has words and no code; for others, such as "Connection terminated unexpectedly", `connection` will do. */
const SAID_BY_PG = [
  ['does not support SSL', 'no-tls'],
  ['client password must be a string', 'no-password'],
  ['timeout expired', 'timeout'],
  ['connection timeout', 'timeout'],
  ['timeout exceeded when trying to connect', 'timeout'],
] as const

/** No connection was made, or the server itself refused the statement, so certainly nothing was written. */
const NOTHING_WRITTEN =
  /^(25006|28|3D|40001|40P01|53|55P03|57014|57P03|ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN)/

/** The error as a caller of the hub sees it. If a connection broke, perhaps only the answer was lost. */
export function databaseUnavailable(error: DatabaseError): ConversationError {
  return error.failure === 'broken'
    ? new ConversationError(
        'internal',
        `The database refused a statement, or contains something unexpected (${error.code}).`,
        { outcome: 'unknown' },
      )
    : new ConversationError('database-unavailable', `The database does not answer (${error.code}).`, {
        outcome: NOTHING_WRITTEN.test(error.code) ? 'not-started' : 'unknown',
        retryAfterMs: 1_000,
      })
}

/** What was thrown, as callers of the hub may see it: the database's own errors as `database-unavailable` or `internal`. */
export function forCallers(thrown: unknown): unknown {
  return thrown instanceof DatabaseError ? databaseUnavailable(thrown) : thrown
}

/** What was thrown, as a `ConversationError`. Trouble of the database's counts as such, and not as a defect of ours. */
export function conversationErrorOf(thrown: unknown, doing: string): ConversationError {
  return asConversationError(forCallers(thrown), doing)
}
