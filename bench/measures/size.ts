/** How much is measured. */
export interface Size {
  /** Operations before a measurement, until the code is compiled, and in one. */
  readonly warmUp: number
  readonly times: number
  /** Times each subject is measured; the best counts, because what disturbs a run only makes it slower. */
  readonly rounds: number
  readonly places: number
  /** Conversations open at once, where memory is measured, and how long they are left alone, in seconds. */
  readonly open: number
  readonly idleSeconds: number
  /**
   * How long before that they are left alone already. When the work has let up for a minute, V8 collects once more, for
   * a second or two on all threads, and gives memory back: that belongs to the work.
   */
  readonly settleSeconds: number
  readonly streams: number
}

export const quick: Size = {
  warmUp: 3_000,
  times: 4_000,
  rounds: 2,
  places: 64,
  open: 500,
  idleSeconds: 10,
  settleSeconds: 45,
  streams: 500,
}
export const full: Size = {
  warmUp: 10_000,
  times: 20_000,
  rounds: 3,
  places: 64,
  open: 9_000,
  idleSeconds: 600,
  settleSeconds: 120,
  streams: 5_000,
}
