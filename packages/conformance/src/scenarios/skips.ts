import type { SkipRule } from '../scenario'
import type { Failure } from '../subject'

export const needsAgent: SkipRule = ({ double }) => (double.agent ? undefined : 'no person can take part')

export const needsFailure =
  (...failures: ReadonlyArray<Failure>): SkipRule =>
  ({ double }) => {
    const missing = failures.filter((failure) => !double.failures.includes(failure))
    return missing.length === 0 ? undefined : `the double cannot fail by ${missing.join(', ')}`
  }

/** The first reason of several. */
export const allOf =
  (...skips: ReadonlyArray<SkipRule>): SkipRule =>
  (subject) => {
    for (const skip of skips) {
      const reason = skip(subject)
      if (reason !== undefined) return reason
    }
    return undefined
  }
