import type { Line } from '../checker/line'
import type { Effect } from '../checker/logs'

/** What happened at the customers' end, as it happened. */
export interface CustomerLog {
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
}

export const createCustomerLog = (): CustomerLog => ({
  accepted: [],
  failuresShown: [],
  platformWords: [],
  ownWords: [],
  refusals: [],
  repeats: [],
})
