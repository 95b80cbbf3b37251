import { check, type Verdict } from '../checker/check'
import type { Trial } from '../trial/trial'

/**
 * Something that is wrong: a broken guarantee (`A` to `E`), too slow a recovery (`F`), a process that failed
 * by itself (`G`), or the row's own criterion (`extra`).
 */
export interface Finding {
  readonly verdict: Verdict | 'F' | 'G' | 'extra'
  readonly detail: string
}

/** What the trial's logs prove, and whatever nobody handled in it. */
export function findingsOf({ logs, customerLog, unhandled }: Trial): Finding[] {
  return [
    ...check(logs()),
    ...customerLog.refusals.map((detail) => ({ verdict: 'extra' as const, detail })),
    ...unhandled.map((detail) => ({ verdict: 'G' as const, detail })),
  ]
}

/** A finding where something that has to hold does not. */
export function unless(holds: boolean, detail: string): Finding[] {
  return holds ? [] : [{ verdict: 'extra', detail }]
}

/** A finding where the way back took longer than it may, in milliseconds. */
export function recovery(tookMs: number, allowedMs = 30_000): Finding[] {
  const took = `${(tookMs / 1_000).toFixed(1)} s until everything had arrived`
  return tookMs <= allowedMs ? [] : [{ verdict: 'F', detail: `${took}; allowed are ${allowedMs / 1_000} s` }]
}
