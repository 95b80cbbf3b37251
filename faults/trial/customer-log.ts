import type { Line } from '../checker/line'
import type { Effect, StartAnswer } from '../checker/logs'

/** What happened at the customers' end, as it happened. */
export interface CustomerLog {
  /** What starts were answered. */
  readonly starts: StartAnswer[]
  /** Lines that were answered with a 2xx. */
  readonly accepted: Line[]
  /** Lines of which a customer was shown that they failed. */
  readonly failuresShown: Line[]
  /** What customers were shown of the platform's words, and of their own. */
  readonly platformWords: Effect[]
  readonly ownWords: Effect[]
  /** Answers that a well-behaved caller must never get. */
  readonly refusals: string[]
  /** The statuses of answers upon which a caller tries again. */
  readonly repeats: number[]
  /** Calls that were not answered at all. */
  unanswered: number
}

export const createCustomerLog = (): CustomerLog => ({
  starts: [],
  accepted: [],
  failuresShown: [],
  platformWords: [],
  ownWords: [],
  refusals: [],
  repeats: [],
  unanswered: 0,
})
