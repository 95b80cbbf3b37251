import { check, type Verdict } from '../checker/check'
import type { Trial } from '../trial/trial'
import type { ScenarioContext } from './scenario'

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

/**
 * A finding where the way back took longer than it may, in milliseconds. A short run shares its machine with
 * whatever else is being built: there only something that does not come back at all is one.
 */
export function recovery(
  { length }: ScenarioContext,
  tookMs: number | undefined,
  allowedMs = 30_000,
): Finding[] {
  // That something has not arrived at all is found elsewhere.
  if (tookMs === undefined) return []
  const allowed = length === 'short' ? allowedMs * 4 : allowedMs
  const took = `${(tookMs / 1_000).toFixed(1)} s until everything had arrived`
  return tookMs <= allowed ? [] : [{ verdict: 'F', detail: `${took}; allowed are ${allowed / 1_000} s` }]
}

/** The same as a note. */
export const arrival = (tookMs: number | undefined) =>
  tookMs === undefined
    ? 'not all of it has arrived'
    : `all arrived ${(tookMs / 1_000).toFixed(1)} s after the harm`

/** How long it took from a moment on, in milliseconds, where it came to an end at all. */
export async function since(from: number, drained: Promise<number | undefined>): Promise<number | undefined> {
  const waitedMs = performance.now() - from
  const tookMs = await drained
  return tookMs === undefined ? undefined : waitedMs + tookMs
}
